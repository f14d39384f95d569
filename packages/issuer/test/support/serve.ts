import { createServer, type RequestListener, type Server } from 'node:http'
import { onTestFinished } from 'vitest'

/** A listener, which may be an async one. */
type Listener = (...args: Parameters<RequestListener>) => unknown

/** A server on a free port of loopback. */
export interface Served {
  readonly origin: string
  readonly port: number
  readonly close: () => Promise<void>
}

/** Serves by a listener that may need to know the origin first. */
export async function serve(
  listenerFor: (origin: string) => Listener | Promise<Listener>,
): Promise<Served> {
  let listener: RequestListener = notYet
  const server = createServer((req, res) => listener(req, res))
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  const origin = `http://127.0.0.1:${address.port}`
  const made = await listenerFor(origin)
  listener = (req, res) => void made(req, res)
  return { origin, port: address.port, close: async () => closed(server) }
}

/** The same, until the test is over. */
export async function serveForTest(
  listenerFor: (origin: string) => Listener | Promise<Listener>,
): Promise<string> {
  const { origin, close } = await serve(listenerFor)
  onTestFinished(close)
  return origin
}

const notYet: RequestListener = (_req, res) => {
  res.writeHead(503).end()
}

async function closed(server: Server): Promise<void> {
  server.closeAllConnections()
  await new Promise((resolve) => {
    server.close(resolve)
  })
}
