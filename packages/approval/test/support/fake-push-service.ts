import { randomUUID } from 'node:crypto'
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http'
import { buffer } from 'node:stream/consumers'
import { importJWK, jwtVerify, type JWTPayload } from 'jose'
import { fakeBrowser, type FakeBrowser } from './fake-browser.js'

/** How it answers: by a status, or one of these. */
type PushAnswer = number | 'hang' | 'redirect' | 'endless body'

/** A message that was taken in, and found to be in order. */
interface PushedMessage {
  readonly endpoint: string
  readonly headers: IncomingHttpHeaders
  /** As its browser reads it. */
  readonly payload: Record<string, unknown>
  readonly bytes: number
  /** Of the VAPID token. */
  readonly claims: JWTPayload
  readonly token: string
}

/** A push service on loopback that checks what it is sent, as real ones do, and reads it, as they cannot. */
export interface FakePushService {
  readonly origin: string
  readonly messages: readonly PushedMessage[]
  /** What was wrong with those it refused with 400. */
  readonly complaints: readonly string[]
  /** Requests, those that were refused included. */
  readonly requests: () => number
  readonly subscribe: () => FakeBrowser
  /** For all requests from now on. */
  readonly answer: (answer: PushAnswer, headers?: Readonly<Record<string, string>>) => void
  readonly close: () => Promise<void>
}

/** Starts one that takes messages signed by this key, and answers 201. */
export async function fakePushService(publicKey: string): Promise<FakePushService> {
  const browsers = new Map<string, FakeBrowser>()
  const messages: PushedMessage[] = []
  const complaints: string[] = []
  let answer: PushAnswer = 201
  let answerHeaders: Readonly<Record<string, string>> = {}
  let requests = 0
  let origin = ''

  /** Takes a message, unless something about it is wrong. */
  const take = async (req: IncomingMessage): Promise<PushAnswer> => {
    const { headers, method } = req
    const endpoint = `${origin}${req.url}`
    try {
      const body = await buffer(req)
      const { token, claims } = await checkVapid(headers, publicKey, origin)
      checkHeaders(headers, body)
      const browser = browsers.get(endpoint)
      if (method !== 'POST' || browser === undefined) return 404
      const payload = JSON.parse(browser.read(body).toString()) as Record<string, unknown>
      messages.push({ endpoint, headers, payload, bytes: body.length, claims, token })
      return answer
    } catch (error) {
      complaints.push(String(error))
      return 400
    }
  }
  const server = createServer((req, res) => {
    requests++
    void take(req).then((answered) => reply(res, answered, answerHeaders))
  })
  await new Promise<void>((resolve) => {
    server.listen(0, 'localhost', resolve)
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  origin = `http://localhost:${address.port}`

  return {
    origin,
    messages,
    complaints,
    requests: () => requests,
    subscribe: () => {
      const browser = fakeBrowser(`${origin}/push/${randomUUID()}`)
      browsers.set(browser.subscription.endpoint, browser)
      return browser
    },
    answer: (next, headers = {}) => {
      answer = next
      answerHeaders = headers
    },
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => {
        server.close(resolve)
      })
    },
  }
}

function reply(
  res: ServerResponse,
  answer: PushAnswer,
  headers: Readonly<Record<string, string>>,
): void {
  if (answer === 'hang') return
  if (answer === 'redirect') res.writeHead(307, { location: '/elsewhere' }).end()
  else if (answer === 'endless body') res.writeHead(201).write('x'.repeat(100_000))
  else res.writeHead(answer, headers).end()
}

/** RFC 8292 §2 and §3, by the key that pages have subscribed with (§4). */
async function checkVapid(
  { authorization = '' }: IncomingHttpHeaders,
  publicKey: string,
  origin: string,
): Promise<{ token: string; claims: JWTPayload }> {
  const [, token = '', key = ''] = /^vapid t=([\w.-]+), k=([\w-]+)$/.exec(authorization) ?? []
  if (key !== publicKey) throw new Error('of another key than the subscription')
  const point = Buffer.from(key, 'base64url')
  const x = point.toString('base64url', 1, 33)
  const y = point.toString('base64url', 33)
  const jwk = await importJWK({ kty: 'EC', crv: 'P-256', x, y }, 'ES256')
  const { payload: claims } = await jwtVerify(token, jwk, {
    algorithms: ['ES256'],
    typ: 'JWT',
    audience: origin,
    requiredClaims: ['exp', 'sub'],
    currentDate: new Date(),
  })
  if (Number(claims.exp) * 1000 > Date.now() + 86_400_000) throw new Error('good for too long')
  return { token, claims }
}

/** RFC 8030 §5. */
function checkHeaders(headers: IncomingHttpHeaders, body: Uint8Array): void {
  if (headers['content-encoding'] !== 'aes128gcm') throw new Error('content-encoding')
  if (!/^\d{1,7}$/.test(String(headers['ttl']))) throw new Error('ttl')
  if (!/^(?:very-low|low|normal|high)$/.test(String(headers['urgency']))) throw new Error('urgency')
  if (!/^[\w-]{1,32}$/.test(String(headers['topic']))) throw new Error('topic')
  if (body.length > 4_096) throw new Error('too large')
}
