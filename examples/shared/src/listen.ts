import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'

/** What Express, Koa and oidc-provider all are, or can give. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => unknown

export interface ListenOptions {
  /** Default: a free one. */
  port?: number
}

/** A server of the examples, always on loopback. */
export interface RunningServer {
  readonly url: string
  /** Ends open connections as well, and frees the port. May be called again. */
  close(): Promise<void>
}

/** Listens on 127.0.0.1. Rejects if the port is taken. `onClose` lets go of what the server used. */
export async function listen(
  handler: Handler,
  { port = 0 }: ListenOptions = {},
  onClose?: () => void,
): Promise<RunningServer> {
  const server = createServer((request, response) => void handler(request, response))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return {
    url: urlOf(server),
    close: async () => {
      await closeServer(server)
      onClose?.()
    },
  }
}

/** A server that has its URL before it has anything to answer. */
export interface ReservedServer extends RunningServer {
  /** Says what answers from now on. Before, nothing does. */
  serve(handler: Handler): void
}

/** Listens before there is a handler, for servers that have to know each other's URLs. */
export async function reserve(port = 0): Promise<ReservedServer> {
  let handler: Handler | undefined
  const server = await listen((request, response) => handler?.(request, response), { port })
  return {
    ...server,
    serve: (given) => {
      handler = given
    },
  }
}

function urlOf(server: Server): string {
  const address = server.address()
  if (!address || typeof address === 'string') throw new Error('The server does not listen')
  return `http://127.0.0.1:${address.port}`
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
