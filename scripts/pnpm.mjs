// Runs the pnpm that package.json pins, on a machine that has only Node and npm.
import { spawnSync } from 'node:child_process'
import { readFileSync, realpathSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = new URL('../', import.meta.url)

const manifest = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'))
const spec = manifest.packageManager.split('+', 1)[0]

/** The command that is pnpm, in any folder, before its arguments. */
// npm 12 blocks install scripts, and turbo cannot spawn the stub that pnpm is without its own.
export const PNPM = ['npx', '--yes', '--allow-scripts=pnpm', spec]

/** Runs `pnpm …args` in the workspace root and returns its exit code. */
export function pnpm(...args) {
  const [command, ...own] = PNPM
  const { status, error } = spawnSync(command, [...own, ...args], {
    stdio: 'inherit',
    cwd: root,
    shell: process.platform === 'win32',
    env: { TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1', ...process.env },
  })
  if (error) throw error
  return status ?? 1
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  process.exitCode = pnpm(...process.argv.slice(2))
}
