import { createServer, type IncomingHttpHeaders } from 'node:http'
import { text } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'

/** A request that a listening server was sent. */
export interface HeardRequest {
  readonly method: string | undefined
  readonly url: string | undefined
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** A server on loopback that keeps what it is sent, until the test is over. */
export interface Listening {
  readonly origin: string
  readonly requests: readonly HeardRequest[]
  /** For all requests from now on; 200 at first. */
  readonly answer: (status: number, headers?: Readonly<Record<string, string>>) => void
}

export async function listen(): Promise<Listening> {
  const requests: HeardRequest[] = []
  let answer: [status: number, headers: Readonly<Record<string, string>>] = [200, {}]
  const server = createServer((req, res) => {
    const { method, url, headers } = req
    void text(req).then((body) => {
      requests.push({ method, url, headers, body })
      return res.writeHead(...answer).end('an answer that nobody reads')
    })
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => {
      server.close(resolve)
    })
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return {
    origin: `http://127.0.0.1:${address.port}`,
    requests,
    answer: (status, headers = {}) => {
      answer = [status, headers]
    },
  }
}
