import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { chown, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { promisify } from 'node:util'
import { Client } from 'pg'
import { findCommand } from './find-command.js'
import { freePort } from './free-port.js'
import { ownProcess, type OwnProcess } from './own-process.js'

const run = promisify(execFile)

/** A PostgreSQL of the test's own, on a free port of loopback: all may connect as `postgres`. */
export interface PostgresServer {
  readonly port: number
  /** Ends it at once, as a power cut would, and whatever it has started. */
  kill(): Promise<void>
  start(): Promise<void>
  /** Stops it where it is, all its processes: connections stay open, and nothing is answered. */
  freeze(): void
  thaw(): void
  close(): Promise<void>
}

// PostgreSQL refuses to run as root.
const NOBODY = 65_534
const isRoot = process.getuid?.() === 0
const user = isRoot ? { uid: NOBODY, gid: NOBODY } : {}

/** How often a server is started until it stays, and milliseconds between. */
const STARTS = 40
const PAUSE = 250

/** With settings as they stand in postgresql.conf. */
export async function startPostgres(...settings: readonly string[]): Promise<PostgresServer> {
  const port = await freePort()
  const folder = await mkdtemp(join(tmpdir(), 'countersign-postgres-'))
  if (isRoot) await chown(folder, NOBODY, NOBODY)
  const data = join(folder, 'data')
  const initdb = ['-D', data, '-U', 'postgres', '--auth=trust', '-E', 'UTF8', '--no-sync']
  await run(command('initdb'), initdb, { ...user, cwd: folder })
  const options = ['listen_addresses=127.0.0.1', `unix_socket_directories=${folder}`, ...settings]
  const args = ['-D', data, '-p', String(port), ...options.flatMap((option) => ['-c', option])]
  let child: ChildProcess | undefined
  let running: OwnProcess | undefined

  const server: PostgresServer = {
    port,
    async start() {
      // A session that began as its server was killed has hold of its memory for a moment, and until then no other
      // server starts on these data.
      for (let attempt = 0; attempt < STARTS; attempt++) {
        child = spawn(command('postgres'), args, { ...user, cwd: folder, stdio: 'ignore' })
        running = ownProcess(child)
        if (await answers(port, running)) return
        await setTimeout(PAUSE)
      }
      throw new Error('postgres does not answer: is it installed?')
    },
    async kill() {
      const sessions = childrenOf(child)
      await running?.kill()
      signal(sessions, 'SIGKILL')
    },
    freeze() {
      running?.freeze()
      signal(childrenOf(child), 'SIGSTOP')
    },
    thaw() {
      signal(childrenOf(child), 'SIGCONT')
      running?.thaw()
    },
    async close() {
      await server.kill()
      await rm(folder, { recursive: true, force: true })
    },
  }
  await server.start()
  return server
}

/** Debian keeps the commands off the path, by version. */
function command(name: string): string {
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian) ? readdirSync(debian) : []
  return findCommand(
    name,
    versions.map((version) => join(debian, version, 'bin')),
  )
}

/** Each session of a server has a process of its own, and those are no group. */
function childrenOf(parent: ChildProcess | undefined): readonly number[] {
  const pid = parent?.pid
  if (pid === undefined || parent?.exitCode !== null || parent.signalCode !== null) return []
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .split(' ')
    .filter(Boolean)
    .map(Number)
}

function signal(processes: readonly number[], name: NodeJS.Signals): void {
  for (const pid of processes) {
    try {
      process.kill(pid, name)
    } catch {
      // It has ended by itself.
    }
  }
}

/** Waits until it does, or has ended. */
async function answers(port: number, running: OwnProcess): Promise<boolean> {
  for (let attempt = 0; attempt < 800 && !running.hasEnded; attempt++) {
    const client = new Client({
      host: '127.0.0.1',
      port,
      user: 'postgres',
      database: 'postgres',
    })
    client.on('error', () => undefined)
    try {
      await client.connect()
      await client.end()
      return true
    } catch {
      await setTimeout(25)
    }
  }
  return false
}
