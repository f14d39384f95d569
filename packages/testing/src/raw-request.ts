import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { ByteQueue } from './byte-queue.js'
import { readResponse, type RawResponse } from './read-response.js'

/** What {@link rawRequest} writes. Nothing here is checked or repaired. */
export interface RawRequestOptions {
  /** Default GET. */
  readonly method?: string
  /** The request-target as it is sent, default path and query of the URL. */
  readonly target?: string
  /** Field lines in this order, duplicates too. Strings are sent as Latin-1, a byte for each character. */
  readonly headers?: readonly (readonly [string, string | Uint8Array])[]
  /** Sent with a Content-Length, unless `headers` has one or a Transfer-Encoding. */
  readonly body?: string | Uint8Array
  /** The Host field, default host and port of the URL unless `headers` has one; `false` sends none. */
  readonly host?: string | false
  /** For `https:` URLs: the client's certificate and its key, PEM. Default: none. */
  readonly certificate?: { readonly key: string; readonly cert: string }
  /** Milliseconds until the whole answer has to be there, default 5000. */
  readonly timeout?: number
}

/**
 * Sends exactly these bytes over a new connection and reads the answer, for requests that no HTTP client would send.
 *
 * Rejects if the answer is not HTTP, or not complete when the connection ends or the time is over. A reset ends the
 * connection like a close: an answer with neither a length nor chunks is complete then too, unlike in RFC 9112 §8.
 *
 * The certificate of an `https:` server is not checked.
 *
 * @throws TypeError if the URL is neither http nor https, or a string has characters beyond Latin-1 outside the body.
 */
export async function rawRequest(
  url: string,
  options: RawRequestOptions = {},
): Promise<RawResponse> {
  const { method = 'GET', timeout = 5000 } = options
  return exchange(opener(url, options), requestBytes(url, options), method, timeout)
}

/** Opens the connection when it is called, so that nothing is open when the bytes cannot be made. */
function opener(url: string, { certificate }: RawRequestOptions): () => Socket {
  const { protocol, hostname, port } = new URL(url)
  if (protocol !== 'http:' && protocol !== 'https:') {
    throw new TypeError('"url" must be an http or https URL')
  }
  const host = hostname.replace(/^\[|\]$/g, '')
  if (protocol === 'http:') return () => connect({ host, port: Number(port || 80) })
  const address = { host, port: Number(port || 443) }
  // Whoever the server is: the bytes are what is tested.
  return () => connectTls({ ...address, ...certificate, rejectUnauthorized: false })
}

function exchange(
  open: () => Socket,
  request: Buffer,
  method: string,
  timeout: number,
): Promise<RawResponse> {
  return new Promise((resolve, reject) => {
    const arrived = new ByteQueue()
    const response = readResponse(arrived, method)
    const socket = open()
    const timer = setTimeout(() => {
      fail(new Error(`no complete answer within ${timeout} ms`))
    }, timeout)
    const finish = (): void => {
      clearTimeout(timer)
      socket.destroy()
    }
    const fail = (error: unknown): void => {
      finish()
      reject(error)
    }
    const read = (failure?: Error): void => {
      try {
        const step = response.next()
        if (step.done !== true) return
        finish()
        resolve(step.value)
      } catch (error) {
        fail(failure ?? error)
      }
    }
    socket.on('data', (chunk: Buffer) => {
      arrived.push(chunk)
      read()
    })
    socket.once('end', () => {
      arrived.end()
      read()
    })
    socket.once('error', (error) => {
      // A server that refuses a request early and closes with the rest of it unread resets the connection behind its
      // answer, which may have no other end (the 431 of Node has none).
      arrived.end()
      read(error)
    })
    socket.write(request)
  })
}

function requestBytes(url: string, options: RawRequestOptions): Buffer {
  const { host, pathname, search } = new URL(url)
  const { method = 'GET', target = pathname + search, headers = [], body } = options
  const names = new Set(headers.map(([name]) => name.toLowerCase()))
  const parts: Buffer[] = [latin1(`${method} ${target} HTTP/1.1\r\n`)]
  if (options.host !== false && !(options.host === undefined && names.has('host'))) {
    parts.push(latin1(`Host: ${options.host ?? host}\r\n`))
  }
  for (const [name, value] of headers) {
    const bytes = typeof value === 'string' ? latin1(value) : Buffer.from(value)
    parts.push(latin1(`${name}: `), bytes, latin1('\r\n'))
  }
  const content = Buffer.from(body ?? '')
  if (body !== undefined && !names.has('content-length') && !names.has('transfer-encoding')) {
    parts.push(latin1(`Content-Length: ${content.length}\r\n`))
  }
  return Buffer.concat([...parts, latin1('\r\n'), content])
}

function latin1(text: string): Buffer {
  // Node would silently cut such a character down to its low byte.
  if (/[^\0-\xFF]/.test(text)) {
    throw new TypeError('characters beyond Latin-1 have to be given as bytes')
  }
  return Buffer.from(text, 'latin1')
}
