import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { chown, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { promisify } from 'node:util'
import { Pool } from 'pg'

/** A PostgreSQL of the benchmark's own, on a socket in a folder of its own. */
export interface OwnPostgres {
  readonly pool: Pool
  /** Statements of an administrator, one after the other, without a time limit. */
  run(...statements: readonly string[]): Promise<void>
  close(): Promise<void>
}

/** It does not run as root. */
const NOBODY = 65_534

const run = promisify(execFile)

/** Starts a server, which has to be installed, with the settings it comes with but for its memory. */
export async function startPostgres(): Promise<OwnPostgres> {
  const isRoot = process.getuid?.() === 0
  const user = isRoot ? { uid: NOBODY, gid: NOBODY } : {}
  const folder = await mkdtemp(join(tmpdir(), 'countersign-bench-'))
  if (isRoot) await chown(folder, NOBODY, NOBODY)
  const options = { ...user, cwd: folder }
  const data = join(folder, 'data')
  await run(command('initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8'], options)
  const settings = [
    'listen_addresses=',
    `unix_socket_directories=${folder}`,
    'shared_buffers=512MB',
  ]
  const args = ['-D', data, ...settings.flatMap((setting) => ['-c', setting])]
  const child = spawn(command('postgres'), args, { ...options, stdio: 'ignore' })
  const pool = new Pool({ host: folder, user: 'postgres', database: 'postgres' })
  pool.on('error', () => undefined)
  const close = async (): Promise<void> => {
    await pool.end()
    if (child.exitCode === null && child.signalCode === null && child.kill('SIGINT')) {
      await once(child, 'exit')
    }
    await rm(folder, { recursive: true, force: true })
  }
  try {
    await answering(pool)
  } catch (cause) {
    await close()
    throw new Error('postgres does not answer: is it installed?', { cause })
  }
  return {
    pool,
    async run(...statements) {
      for (const statement of statements) await pool.query(statement)
    },
    close,
  }
}

async function answering(pool: Pool, attempts = 400): Promise<void> {
  try {
    await pool.query('SELECT 1')
  } catch (error) {
    if (attempts === 0) throw error
    await setTimeout(25)
    await answering(pool, attempts - 1)
  }
}

/** Debian keeps the server's commands off the path. */
function command(name: string): string {
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian) ? readdirSync(debian) : []
  const folders = [
    ...(process.env['PATH'] ?? '').split(':'),
    ...versions.map((version) => join(debian, version, 'bin')),
  ]
  return folders.map((path) => join(path, name)).find((path) => existsSync(path)) ?? name
}
