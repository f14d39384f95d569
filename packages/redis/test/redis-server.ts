import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect, createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'

/** A Redis of the test's own, on a free port of loopback, which keeps nothing on disk unless told to. */
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

export async function startRedis(...options: readonly string[]): Promise<RedisServer> {
  const port = await freePort()
  const folder = await mkdtemp(join(tmpdir(), 'countersign-redis-'))
  let child: ChildProcess | undefined

  const server: RedisServer = {
    port,
    async start() {
      const address = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder]
      child = spawn('redis-server', [...address, '--save', '', ...options], { stdio: 'ignore' })
      await answering(port)
    },
    async kill() {
      if (!child || child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
    freeze: () => void child?.kill('SIGSTOP'),
    thaw: () => void child?.kill('SIGCONT'),
    async close() {
      await server.kill()
      await rm(folder, { recursive: true, force: true })
    },
  }
  await server.start()
  return server
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** Tried until it answers: a new process takes a moment to listen. */
async function answering(port: number): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
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
