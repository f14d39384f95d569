import { once } from 'node:events'
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http'
import { createVerifier, isAuthError } from '@countersign/core'
import type { SigningKey } from '@countersign/issuer'
import type { TestIdentityProvider } from '@countersign/testing'
import { createLocalJWKSet, jwtVerify, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose'
import { onTestFinished } from 'vitest'
import { probe, type ProbeReport } from '../../src/index.js'

/** Serves on a port of loopback, by default a free one, until the test ends; gives the address of its route. */
export async function serve(listener: RequestListener, port = 0): Promise<string> {
  const server = createServer(listener)
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/orders`
}

/** An API by our own core. */
export function goodApi(idp: Pick<TestIdentityProvider, 'issuer'>): RequestListener {
  const verifier = createVerifier({ issuer: idp.issuer, audience: 'https://rs.example' })
  onTestFinished(() => verifier.close())
  return answering(async (req) => {
    await verifier.verifyRequest({
      method: req.method ?? '',
      url: req.url ?? '',
      headers: req.headers,
      headersDistinct: req.headersDistinct,
      secure: false,
      ...(req.socket.remoteAddress !== undefined && { remoteAddress: req.socket.remoteAddress }),
    })
  })
}

/** What an API does with the token of a request: returns if it likes it, or throws. */
export type Check = (token: string, req: IncomingMessage) => unknown

/** An API that takes the token from the header, and likes what a check likes. */
export function api(check: Check, options: { readonly challenge?: string } = {}): RequestListener {
  const { challenge = 'Bearer realm="api"' } = options
  return answering(async (req) => {
    const token = /^Bearer +(\S+)$/i.exec(req.headers.authorization ?? '')?.[1]
    if (token === undefined || (req.headersDistinct['authorization']?.length ?? 0) > 1) {
      throw new Refusal(challenge)
    }
    try {
      await check(token, req)
    } catch (error) {
      if (error instanceof Crash) throw error
      throw new Refusal(challenge && `${challenge}, error="invalid_token"`)
    }
  })
}

/** A check by jose, with everything that it can be told. */
export function strictly({ issuer, jwks }: Pick<TestIdentityProvider, 'issuer' | 'jwks'>): Check {
  const keys: JWTVerifyGetKey = createLocalJWKSet(jwks as JSONWebKeySet)
  return (token) =>
    jwtVerify(token, keys, {
      issuer,
      audience: 'https://rs.example',
      typ: 'at+jwt',
      requiredClaims: ['exp', 'iat', 'sub', 'jti', 'client_id'],
    })
}

/** What the header and the claims of a token say, without asking who says so. */
export function decoded(token: string): {
  header: Record<string, unknown>
  claims: Record<string, unknown>
} {
  const [header = '', claims = ''] = token.split('.')
  return { header: read(header), claims: read(claims) }
}

function read(part: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>
}

/** A 401. */
class Refusal extends Error {
  readonly challenge: string

  constructor(challenge: string) {
    super('unauthorized')
    this.challenge = challenge
  }
}

/** An answer that a handler gives by mistake. */
export class Crash extends Error {
  readonly status: number

  constructor(status: number, message = '') {
    super(message)
    this.status = status
  }
}

function answering(authenticate: (req: IncomingMessage) => Promise<unknown>): RequestListener {
  return (req, res) => {
    void authenticate(req)
      .then(() => res.setHeader('Content-Type', 'application/json').end('{"orders":[]}'))
      .catch((error: unknown) => refuse(res, error))
  }
}

function refuse(res: ServerResponse, error: unknown): void {
  if (isAuthError(error)) {
    res.writeHead(error.status, error.headers).end(error.message)
  } else if (error instanceof Refusal) {
    if (error.challenge) res.setHeader('WWW-Authenticate', error.challenge)
    res.writeHead(401).end('unauthorized')
  } else {
    const crash = error instanceof Crash ? error : new Crash(500)
    res.writeHead(crash.status).end(crash.message)
  }
}

/** The first key of a provider. */
export function keyOf({ keys }: Pick<TestIdentityProvider, 'keys'>): SigningKey {
  for (const key of keys.values()) return key
  throw new Error('it has no key')
}

export type ProbeApi = (
  listener: Parameters<typeof serve>[0],
  families?: readonly string[],
) => Promise<ProbeReport>

/** Probes an API by the test issuer that it trusts. */
export async function probeBy(
  provider: TestIdentityProvider,
  listener: Parameters<typeof serve>[0],
  families?: readonly string[],
): Promise<ProbeReport> {
  const url = await serve(listener)
  return probe({ url, provider, timeout: 1, ...(families && { families }) })
}

export function ids({ findings }: ProbeReport): string[] {
  return findings.map(({ id }) => id)
}
