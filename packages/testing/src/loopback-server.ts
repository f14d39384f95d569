import { createServer, type RequestListener } from 'node:http'
import type { Socket } from 'node:net'
import { setTimeout } from 'node:timers/promises'

/** How often, and after how many milliseconds, a port is asked for that somebody has meanwhile. */
const ATTEMPTS = 100
const PAUSE = 50

/** A server that can go away and come back on the same port, with every connection it had cut. */
export interface LoopbackServer {
  readonly port: number
  start(): Promise<void>
  stop(): Promise<void>
}

/**
 * Opens a server, on a free port unless one is given.
 *
 * It never keeps a process alive by itself: a test that forgets to stop it, or a client that leaves an idle connection
 * behind, must not hang the run.
 */
export async function openLoopbackServer(
  host: string,
  listener: RequestListener,
  wanted = 0,
): Promise<LoopbackServer> {
  const sockets = new Set<Socket>()
  const server = createServer(listener)
  server.on('connection', (socket) => {
    socket.unref()
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  const listen = (port: number): Promise<void> =>
    new Promise((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, host, () => {
        server.off('error', reject)
        server.unref()
        resolve()
      })
    })

  await listen(wanted)
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  const { port } = address
  return {
    port,
    async start(): Promise<void> {
      // Any connection that somebody opens may have been given it, for as long as that lasts.
      for (let attempt = 1; !server.listening; attempt++) {
        try {
          await listen(port)
        } catch (error) {
          if (attempt === ATTEMPTS || !isTaken(error)) throw error
          await setTimeout(PAUSE)
        }
      }
    },
    async stop(): Promise<void> {
      if (!server.listening) return
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      })
    },
  }
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
}
