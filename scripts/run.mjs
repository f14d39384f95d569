import { execFile, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../', import.meta.url))

const shell = process.platform === 'win32'

/** Runs a command of the workspace's own dependencies in its root, and returns the exit code. */
export function run(command, ...args) {
  const { status, error } = spawnSync(bin(command), args, { cwd: root, stdio: 'inherit', shell })
  if (error) throw error
  return status ?? 1
}

/** Runs a command in a folder, beside others, and returns whether it succeeded and what it said. */
export function capture(folder, [command, ...args]) {
  return new Promise((resolve, reject) => {
    const env = { TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1', ...process.env }
    const options = { cwd: folder, shell, env, maxBuffer: 64 * 1024 * 1024 }
    execFile(command, args, options, (error, stdout, stderr) => {
      // It did not even start.
      if (typeof error?.code === 'string') reject(error)
      else resolve({ ok: error === null, stdout, stderr })
    })
  })
}

/** Runs a command in a folder, and returns whether it succeeded. Shows what it said if it did not. */
export async function succeeds(folder, command) {
  const { ok, stdout, stderr } = await capture(folder, command)
  if (!ok) console.log(`${stdout}${stderr}`)
  return ok
}

/** Path of a command of the workspace's own dependencies. */
export function bin(command) {
  return join(root, 'node_modules', '.bin', command)
}
