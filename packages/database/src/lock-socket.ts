import { once } from 'node:events'
import { connect, createServer, type Server } from 'node:net'
import { text } from 'node:stream/consumers'
import { inTime } from './in-time.js'

/** Milliseconds that a holder may take to say who it is. */
const PATIENCE = 500

/** A socket that says who listens; `undefined` where there is something already. */
export async function listenAt(path: string): Promise<Server | undefined> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.end(String(process.pid))
  })
  // A worker of a cluster would share it with others.
  server.unref().listen({ path, exclusive: true })
  try {
    await once(server, 'listening')
    // It is there to be there: who asks it for its name may fail, but not the service.
    server.on('error', () => undefined)
    return server
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return undefined
    throw error
  }
}

/** Who listens; `undefined`: nobody. Where that cannot be told, somebody does. */
export async function holderOf(path: string): Promise<string | undefined> {
  const socket = connect(path)
  try {
    await once(socket, 'connect')
    // One that is busy, or stopped, says nothing, and is there all the same.
    const said = await inTime(PATIENCE, text(socket)).catch(() => '')
    return /^\d+$/.test(said) ? `process ${said}` : 'another process'
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    const isNobody = ['ECONNREFUSED', 'ENOENT', 'ENOTSOCK'].includes(code)
    return isNobody ? undefined : 'another process'
  } finally {
    socket.destroy()
  }
}
