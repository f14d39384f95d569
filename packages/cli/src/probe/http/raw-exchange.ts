import { connect as connectTcp } from 'node:net'
import { connect as connectTls, type ConnectionOptions } from 'node:tls'
import { BODY_LIMIT, type Outcome } from './outcome.js'

const HEAD_LIMIT = 32_768
/** Interim answers that are passed over. */
const INTERIM = 8

const END_OF_HEAD = Buffer.from('\r\n\r\n')

/**
 * Sends exactly these bytes over a connection of its own, and reads the answer leniently until the connection ends,
 * the body is as long as it was said to be, or 64 KiB are there. Interim answers are passed over. Never rejects.
 */
export function rawExchange(
  bytes: Uint8Array,
  connection: ConnectionOptions & { readonly secure: boolean; readonly signal?: AbortSignal },
  timeout: number,
): Promise<Outcome> {
  return new Promise((resolve) => {
    const started = performance.now()
    const { secure, signal, ...options } = connection
    let arrived = Buffer.alloc(0)
    let connected = false
    const socket = secure
      ? connectTls(options)
      : connectTcp({ host: options.host ?? '', port: options.port ?? 80 })
    const timer = setTimeout(() => finish('timeout'), timeout * 1000)
    const cut = (): void => finish('closed')
    signal?.addEventListener('abort', cut)

    function finish(failure: 'timeout' | 'closed' | 'unreachable'): void {
      clearTimeout(timer)
      signal?.removeEventListener('abort', cut)
      socket.destroy()
      const time = performance.now() - started
      const answer = readAnswer(arrived)
      if (answer !== undefined) {
        resolve({ kind: 'answer', ...answer, body: answer.body.toString('utf8'), time })
      } else {
        const reason = arrived.length > 0 && failure !== 'timeout' ? 'unreadable' : failure
        resolve({ kind: 'failure', reason, time })
      }
    }

    socket.once(secure ? 'secureConnect' : 'connect', () => {
      connected = true
      socket.write(bytes)
    })
    socket.on('data', (chunk: Buffer) => {
      arrived = Buffer.concat([arrived, chunk])
      if (arrived.length > HEAD_LIMIT + BODY_LIMIT || isComplete(arrived)) finish('closed')
    })
    socket.on('error', () => finish(connected ? 'closed' : 'unreachable'))
    socket.once('close', cut)
  })
}

interface RawAnswer {
  readonly status: number
  readonly headers: Record<string, string[]>
  readonly body: Buffer
}

const LAST_CHUNK = '\r\n0\r\n\r\n'

function isComplete(arrived: Buffer): boolean {
  const answer = readAnswer(arrived)
  if (answer === undefined) return false
  const { status, headers, body } = answer
  if (status === 204 || status === 304) return true
  const length = headers['content-length']?.[0]
  if (length !== undefined) return body.length >= Math.min(Number(length), BODY_LIMIT)
  if (headers['transfer-encoding'] === undefined) return false
  return `\r\n${body.subarray(-LAST_CHUNK.length).toString('latin1')}`.endsWith(LAST_CHUNK)
}

function readAnswer(arrived: Buffer, interim = 0): RawAnswer | undefined {
  const end = arrived.indexOf(END_OF_HEAD)
  if (end === -1 || end > HEAD_LIMIT) return undefined
  const [first = '', ...lines] = arrived.subarray(0, end).toString('latin1').split('\r\n')
  const status = /^HTTP\/1\.\d (\d{3})(?: |$)/.exec(first)?.[1]
  if (status === undefined) return undefined
  const rest = arrived.subarray(end + END_OF_HEAD.length)
  // 100 and 103 only say that the answer is still to come.
  if (status.startsWith('1') && status !== '101' && interim < INTERIM) {
    return readAnswer(rest, interim + 1)
  }
  const headers = new Map<string, string[]>()
  for (const line of lines) {
    const [, name = '', value = ''] = /^([^:]*):[ \t]*(.*?)[ \t]*$/.exec(line) ?? []
    headers.set(name.toLowerCase(), [...(headers.get(name.toLowerCase()) ?? []), value])
  }
  return {
    status: Number(status),
    headers: Object.fromEntries(headers),
    body: rest.subarray(0, BODY_LIMIT),
  }
}
