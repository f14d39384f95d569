import { request as requestHttp, type ClientRequest, type IncomingMessage } from 'node:http'
import { request as requestHttps, type RequestOptions } from 'node:https'
import { BODY_LIMIT, type Failure, type Outcome } from './outcome.js'

/** Sends one request and reads its answer, within the time. Never rejects. */
export function exchange(
  options: RequestOptions,
  body: string | undefined,
  timeout: number,
): Promise<Outcome> {
  return new Promise((resolve) => {
    const started = performance.now()
    const time = (): number => performance.now() - started
    const send = options.protocol === 'https:' ? requestHttps : requestHttp
    const request = send(options)
    let response: IncomingMessage | undefined
    const chunks: Buffer[] = []
    const timer = setTimeout(() => finish('timeout'), timeout * 1000)

    function finish(failure?: Failure['reason']): void {
      clearTimeout(timer)
      // What was read of an answer that never ends says enough of it.
      if (response === undefined) {
        resolve({ kind: 'failure', reason: failure ?? 'closed', time: time() })
      } else {
        resolve({
          kind: 'answer',
          status: response.statusCode ?? 0,
          headers: headersOf(response),
          body: Buffer.concat(chunks).subarray(0, BODY_LIMIT).toString('utf8'),
          time: time(),
        })
      }
      if (response?.complete !== true) request.destroy()
    }

    request.once('response', (incoming) => {
      response = incoming
      let size = 0
      incoming.on('data', (chunk: Buffer) => {
        chunks.push(chunk)
        size += chunk.length
        if (size >= BODY_LIMIT) finish()
      })
      incoming.once('end', () => finish())
      incoming.once('close', () => finish())
      incoming.once('error', () => finish())
    })
    // A server that refuses early, with the rest unread, may reset the connection behind its answer.
    request.on('error', (error) => setImmediate(finish, reasonOf(error, request)))
    request.once('close', () => setImmediate(finish))
    request.end(body)
  })
}

function reasonOf(error: NodeJS.ErrnoException, request: ClientRequest): Failure['reason'] {
  if (error.code?.startsWith('HPE_') === true) return 'unreadable'
  return request.socket === null || request.socket.connecting || error.code === 'ECONNREFUSED'
    ? 'unreachable'
    : 'closed'
}

function headersOf({ headersDistinct }: IncomingMessage): Readonly<Record<string, string[]>> {
  return Object.fromEntries(
    Object.entries(headersDistinct).map(([name, values]) => [name, values ?? []]),
  )
}
