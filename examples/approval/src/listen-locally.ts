import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { RunningServer } from 'example-shared'

/** A server that has its URL before it has anything to answer. */
export interface LocalServer extends RunningServer {
  serve(handler: RequestListener): void
}

/** Listens on `localhost`: passkeys belong to a name, and `127.0.0.1` is none. */
export async function listenLocally(port = 0): Promise<LocalServer> {
  let handler: RequestListener | undefined
  const server = createServer((req, res) => handler?.(req, res))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, 'localhost', resolve)
  })
  const { port: taken } = server.address() as AddressInfo
  return {
    url: `http://localhost:${taken}`,
    serve: (given) => {
      handler = given
    },
    close: async () => {
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
    },
  }
}
