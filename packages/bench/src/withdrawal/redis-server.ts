import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'

/** A Redis of the benchmark's own, on a socket in a folder of its own. */
export interface OwnRedis {
  /** Where it listens. */
  readonly path: string
  close(): Promise<void>
}

/** Starts a redis-server, which has to be installed, and comes back once it answers. */
export async function startRedis(): Promise<OwnRedis> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-bench-'))
  const path = join(folder, 'redis.sock')
  const settings = ['--port', '0', '--unixsocket', path, '--dir', folder, '--save', '']
  const child = spawn('redis-server', settings, { stdio: 'ignore' })
  const close = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null && child.kill('SIGKILL')) {
      await once(child, 'exit')
    }
    await rm(folder, { recursive: true, force: true })
  }
  try {
    await once(child, 'spawn')
    await answering(path)
  } catch (cause) {
    await close()
    throw new Error('redis-server does not answer: is it installed?', { cause })
  }
  return { path, close }
}

async function answering(path: string): Promise<void> {
  const client = new Redis(path, { retryStrategy: () => 10, maxRetriesPerRequest: 500 })
  client.on('error', () => undefined)
  try {
    await client.ping()
  } finally {
    client.disconnect()
  }
}
