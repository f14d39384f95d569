import { once } from 'node:events'
import { createServer } from 'node:http'

/** A server on loopback that tokens name as the place of their keys, and that nobody has a reason to ask. */
export interface Collector {
  readonly url: string
  /** How often it was asked. */
  count(): number
  /** Answers with this set from now on. */
  serve(jwks: object): void
  close(): void
}

/** Starts one that answers with a set of keys, at first an empty one. */
export async function startCollector(): Promise<Collector> {
  let count = 0
  let served: object = { keys: [] }
  const server = createServer((_req, res) => {
    count += 1
    res.setHeader('Content-Type', 'application/json')
    res.end(JSON.stringify(served))
  })
  server.unref().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  return {
    url: `http://127.0.0.1:${port}/keys`,
    count: () => count,
    serve: (jwks) => void (served = jwks),
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}
