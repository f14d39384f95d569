import { Agent as HttpAgent, type RequestOptions } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { isIP } from 'node:net'
import type { Target } from '../target/resolve-target.js'
import { exchange } from './exchange.js'
import type { Outcome, ProbeRequest } from './outcome.js'
import { rawExchange } from './raw-exchange.js'

/** Sends requests to one target, and to nothing else: no redirect is followed, no proxy asked, no name looked up. */
export interface Client {
  send(request: ProbeRequest): Promise<Outcome>
  /** Cuts what is still open. */
  close(): void
}

export interface ClientOptions {
  readonly method: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** Sent by that method. Default: none. */
  readonly body?: string | undefined
  /** Seconds. */
  readonly timeout: number
  readonly concurrency: number
  /** Certificates to trust, PEM. */
  readonly ca: string | undefined
  /** Cuts every request, and lets no other begin. */
  readonly signal?: AbortSignal
}

const CUT: Outcome = { kind: 'failure', reason: 'cut', time: 0 }

// What node:http writes in a header: neither control characters nor what is beyond Latin-1.
const PLAIN = /^[\t\x20-\x7E\x80-\xFF]*$/

export function createClient(target: Target, options: ClientOptions): Client {
  const { url, address, port } = target
  const { signal } = options
  const secure = url.protocol === 'https:'
  const Agent = secure ? HttpsAgent : HttpAgent
  const agent = new Agent({ keepAlive: true, maxSockets: options.concurrency })
  const freshAgent = new Agent({ keepAlive: false })
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const tls = {
    ...(isIP(host) === 0 && { servername: host }),
    ...(options.ca !== undefined && { ca: options.ca }),
    // Who listens on this machine is ours, and has a certificate that nobody else would trust.
    ...(target.loopback && options.ca === undefined && { rejectUnauthorized: false }),
  }
  const connection = { host: address, port, ...(secure && tls), ...(signal && { signal }) }

  const isCut = (): boolean => signal?.aborted === true

  async function once(request: ProbeRequest, fresh = request.fresh === true): Promise<Outcome> {
    const { method = options.method } = request
    const body = request.body ?? (request.method === undefined ? options.body : undefined)
    const path = pathOf(url, request.query)
    const headers = headersOf(url, options.headers, request, lengthOf(method, body))
    if (request.raw === true || !headers.every(([, value]) => PLAIN.test(value))) {
      const bytes = rawBytes(method, path, headers, body)
      return rawExchange(bytes, { ...connection, secure }, options.timeout)
    }
    const call: RequestOptions = {
      ...connection,
      protocol: url.protocol,
      agent: fresh ? freshAgent : agent,
      method,
      path,
      headers: headers.flat(),
      setHost: false,
    }
    return exchange(call, body, options.timeout)
  }

  return {
    async send(request) {
      if (isCut()) return CUT
      const outcome = await once(request)
      // An idle connection may have been closed just when it was used again: that says nothing of the request.
      const again = outcome.kind === 'failure' && outcome.reason === 'closed' && !isCut()
      const last = again ? await once(request, true) : outcome
      return last.kind === 'failure' && isCut() ? CUT : last
    },
    close() {
      agent.destroy()
      freshAgent.destroy()
    },
  }
}

/** Of a body, and of none where a server may wait for one (RFC 9110 §8.6). */
function lengthOf(method: string, body: string | undefined): number | undefined {
  if (body !== undefined) return Buffer.byteLength(body)
  return ['POST', 'PUT', 'PATCH'].includes(method) ? 0 : undefined
}

function pathOf({ pathname, search }: URL, query: string | undefined): string {
  if (query === undefined) return pathname + search
  return `${pathname}${search === '' ? '?' : `${search}&`}${query}`
}

function headersOf(
  url: URL,
  always: ClientOptions['headers'],
  request: ProbeRequest,
  length: number | undefined,
): (readonly [string, string])[] {
  const own = request.headers ?? []
  // A cookie is one more: the others are what the route needs.
  const replaced = new Set(
    own.map(([name]) => name.toLowerCase()).filter((one) => one !== 'cookie'),
  )
  const kept = always.filter(([name]) => !replaced.has(name.toLowerCase()))
  const named = new Set([...kept, ...own].map(([name]) => name.toLowerCase()))
  return [
    ...(named.has('host') ? [] : [['Host', url.host] as const]),
    ...(named.has('accept') ? [] : [['Accept', '*/*'] as const]),
    ...kept,
    ...own,
    ...(length === undefined ? [] : [['Content-Length', String(length)] as const]),
  ]
}

function rawBytes(
  method: string,
  path: string,
  headers: readonly (readonly [string, string])[],
  body = '',
): Buffer {
  const lines = [...headers, ['Connection', 'close'] as const].map(([name, value]) =>
    // Text is sent as what it is in Latin-1, and where it is more than that, in UTF-8.
    Buffer.from(`${name}: ${value}\r\n`, /[^\0-\xFF]/.test(value) ? 'utf8' : 'latin1'),
  )
  return Buffer.concat([
    Buffer.from(`${method} ${path} HTTP/1.1\r\n`, 'latin1'),
    ...lines,
    Buffer.from(`\r\n${body}`),
  ])
}
