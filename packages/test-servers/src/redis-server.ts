import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { freePort } from './free-port.js'
import { ownProcess, type OwnProcess } from './own-process.js'

/** A Redis of the test's own, on a free port of loopback, which keeps no keys on disk unless told to. */
export interface RedisServer {
  readonly port: number
  /** Ends it at once, as a power cut would. */
  kill(): Promise<void>
  start(): Promise<void>
  /** Stops it where it is: connections stay open, and nothing is answered. */
  freeze(): void
  thaw(): void
  close(): Promise<void>
}

/** With settings as they stand in redis.conf, or in sentinel.conf, which makes it a Sentinel. */
export async function startRedis(...settings: readonly string[]): Promise<RedisServer> {
  const port = await freePort()
  const folder = await mkdtemp(join(tmpdir(), 'countersign-redis-'))
  const file = join(folder, 'redis.conf')
  const address = [`port ${port}`, 'bind 127.0.0.1', `dir ${folder}`]
  // Once: a Sentinel writes down there what it has learned.
  await writeFile(file, [...address, 'save ""', ...settings, ''].join('\n'))
  const mode = settings.some((one) => one.startsWith('sentinel ')) ? ['--sentinel'] : []
  let running: OwnProcess | undefined

  const server: RedisServer = {
    port,
    async start() {
      running = ownProcess(spawn('redis-server', [file, ...mode], { stdio: 'ignore' }))
      await answering(port, running)
    },
    kill: async () => running?.kill(),
    freeze: () => running?.freeze(),
    thaw: () => running?.thaw(),
    async close() {
      await server.kill()
      await rm(folder, { recursive: true, force: true })
    },
  }
  try {
    await server.start()
  } catch (error) {
    await server.close()
    throw error
  }
  return server
}

/** Tried until it answers: a new process takes a moment to listen. */
async function answering(port: number, running: OwnProcess): Promise<void> {
  for (let attempt = 0; attempt < 200 && !running.hasEnded; attempt++) {
    const socket = connect(port, '127.0.0.1')
    try {
      await once(socket, 'connect')
      socket.write('PING\r\n')
      const [answer] = (await once(socket, 'data')) as [Buffer]
      if (answer.toString().startsWith('+PONG')) return
    } catch {
      // Not yet.
    } finally {
      socket.destroy()
    }
    await setTimeout(25)
  }
  throw new Error('redis-server does not answer: is it installed?')
}
