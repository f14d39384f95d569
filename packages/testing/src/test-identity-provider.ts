import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import type { SigningAlgorithm, SigningKey } from '@countersign/issuer'
import {
  checkIdentity,
  claimsOf,
  type TestIdentity,
  TOKEN_NAMES,
} from './authenticated/identity.js'
import { sendDocument, type Caching } from './caching.js'
import { sendFault, type Fault } from './faults.js'
import { createKeyRing } from './key-ring.js'
import { openLoopbackServer } from './loopback-server.js'
import { send } from './send.js'
import { createIntrospection, type TestIntrospection } from './test-introspection.js'
import { signToken, testClaims, type Overrides } from './test-tokens.js'

/** What {@link createTestIdentityProvider} lets you choose. */
export interface TestIdentityProviderOptions {
  /** One key is made for each, in this order. Default: ES256, RS256 and Ed25519, named es1, rs1 and ed1. */
  readonly algorithms?: readonly SigningAlgorithm[]
  /** The path of the issuer, such as `/t1`. Default: none. */
  readonly path?: string
  /** The time in milliseconds, default `Date.now`. */
  readonly clock?: () => number
  /** The `aud` of tokens, default `https://rs.example`. */
  readonly audience?: string
  /** The loopback name or address to listen on, default `127.0.0.1`. */
  readonly host?: string
  /** The port to listen on, default a free one. Taken: rejects with `EADDRINUSE`. */
  readonly port?: number
}

/** What can be asked of the provider, and can go wrong. */
export type Target = Document | 'introspection'

/** What is served to whoever asks, and may be cached. */
type Document = 'metadata' | 'jwks'

/** A request as it arrived. */
export interface RecordedRequest {
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
  /** Of what came to the introspection endpoint; of others it is empty. */
  readonly body: string
}

/** What {@link TestIdentityProvider.sign} signs. Left out: what a good token has. */
export interface SignParts {
  /** Strings and bytes are signed exactly as given, an object is merged over the header of a good token. */
  readonly header?: Overrides | string | Uint8Array
  /** Strings and bytes are signed exactly as given, an object is merged over the claims of a good token. */
  readonly payload?: Overrides | string | Uint8Array
  /** A key or the name of one, default the first. */
  readonly key?: SigningKey | string
}

/** Whose token {@link TestIdentityProvider.tokenFor} makes: {@link TestIdentity}, of this issuer. */
export interface TestTokenOptions extends Omit<TestIdentity, 'issuer'> {
  /** Seconds until it expires, default 300; negative ones make a token that has expired. */
  readonly expiresIn?: number
  /** A key or the name of one, default the first. */
  readonly key?: SigningKey | string
}

/** A real HTTP server that behaves like an identity provider, until it is told to misbehave. */
export interface TestIdentityProvider {
  /** `http://127.0.0.1:PORT` and the path. */
  readonly issuer: string
  readonly jwksUri: string
  /** Every key by name, published or not. */
  readonly keys: ReadonlyMap<string, SigningKey>
  /** The published document itself: whatever is pushed into it is served. */
  readonly jwks: { keys: unknown[] }
  /** The metadata document itself: edit or replace it. Served at the places of RFC 8414 and of OpenID Connect. */
  metadata: Record<string, unknown>
  /** The introspection endpoint, which knows opaque tokens, and those that this provider has signed. */
  readonly introspection: TestIntrospection
  /** Everything that arrived, answered or not. */
  readonly requests: readonly RecordedRequest[]
  /** Makes a key, and publishes it unless told not to. A name that is taken leaves both in the published set. */
  addKey(
    algorithm: SigningAlgorithm,
    options?: { kid?: string; publish?: boolean },
  ): Promise<SigningKey>
  /** Takes every key of that name out of the published set. It can still sign. */
  removeKey(kid: string): void
  /**
   * Makes a new key for each of `algorithms`, publishes it beside the old one, or with `withdraw` in place
   * of everything, and signs by the first of the new ones from now on.
   */
  rotateKeys(options?: { withdraw?: boolean }): Promise<readonly SigningKey[]>
  /** The claims of a good token: RFC 9068, subject u1, client c1, scope read, good for 300 seconds. `undefined` removes. */
  claims(overrides?: Overrides): Record<string, unknown>
  /**
   * A good access token of somebody, in the words of `authenticated`. Its scopes are none unless they are
   * given. Throws a TypeError for what says nothing about a caller.
   */
  tokenFor(options?: TestTokenOptions): Promise<string>
  /** A good access token, with changes to its claims and its header. `undefined` removes a member. */
  token(
    claims?: Overrides,
    options?: { header?: Overrides; key?: SigningKey | string },
  ): Promise<string>
  /** Signs any header and any payload by one of the keys, with the algorithm of the key whatever the header says. */
  sign(parts: SignParts): string
  /** Makes one of them, or all, go wrong from the next request on; `undefined` heals. */
  fault(target: Target | 'all', fault: Fault | undefined): void
  /** Ends every fault, and what `stop` did. Keys, documents and caching stay as they are. */
  heal(): Promise<void>
  /** Tells caches about one document, or both, from the next request on; `undefined` stops it. A fault wins over it. */
  caching(target: Document | 'all', caching: Caching | undefined): void
  /** How many requests arrived, faulty ones and those that were answered 304 too; without a target, to any path. */
  requestCount(target?: Target): number
  /** Cuts every connection and closes the port. */
  stop(): Promise<void>
  /** Opens the same port again. */
  start(): Promise<void>
  /** Ends everything, hanging answers too. */
  close(): Promise<void>
}

/** Starts an identity provider with fresh keys on a port of loopback. */
export async function createTestIdentityProvider(
  options: TestIdentityProviderOptions = {},
): Promise<TestIdentityProvider> {
  const {
    algorithms = ['ES256', 'RS256', 'Ed25519'],
    path = '',
    clock = Date.now,
    audience = 'https://rs.example',
    host = '127.0.0.1',
    port = 0,
  } = options
  if (path !== '' && !/^(?:\/[^/?#]+)+$/.test(path)) {
    throw new TypeError('"path" must start with a slash and not end with one')
  }

  const ring = await createKeyRing(algorithms)
  const requests: RecordedRequest[] = []
  const faults = new Map<Target, Fault>()
  const cachings = new Map<Document, Caching>()
  const targets = new Map<string, Target>([
    [`/.well-known/oauth-authorization-server${path}`, 'metadata'],
    [`${path}/.well-known/openid-configuration`, 'metadata'],
    [`${path}/jwks`, 'jwks'],
    [`${path}/introspect`, 'introspection'],
  ])
  const targetOf = (url: string): Target | undefined => targets.get(url.split('?')[0] ?? '')

  function serve(req: IncomingMessage, res: ServerResponse): void {
    const { method = '', url = '', headers } = req
    const recorded = { method, url, headers, body: '' }
    requests.push(recorded)
    const target = targetOf(url)
    if (target === undefined || (target === 'introspection' && method !== 'POST')) {
      res.writeHead(404).end()
    } else if (target === 'introspection') {
      // Of a request that breaks off nothing is answered.
      serveIntrospection(req, res, recorded).catch(() => res.destroy())
    } else {
      const document = JSON.stringify(provider[target])
      const fault = faults.get(target)
      if (fault === undefined) sendDocument(req, res, document, cachings.get(target))
      else sendFault(res, document, fault)
    }
  }

  async function serveIntrospection(
    req: IncomingMessage,
    res: ServerResponse,
    recorded: { body: string },
  ): Promise<void> {
    recorded.body = await text(req)
    const { status, body, contentType } = await introspection.handle(req, recorded.body)
    const fault = faults.get('introspection')
    if (fault === undefined) send(res, body, { status, type: contentType })
    else sendFault(res, body, fault, contentType)
  }

  const server = await openLoopbackServer(host, serve, port)
  const issuer = `http://${host.includes(':') ? `[${host}]` : host}:${server.port}${path}`
  const jwksUri = `${issuer}/jwks`
  const claims = (overrides?: Overrides): Record<string, unknown> =>
    testClaims({ issuer, audience, now: clock() }, overrides)
  const introspection = await createIntrospection({
    issuer,
    jwks: ring.jwks,
    claims,
    find: (key) => ring.find(key),
    clock,
  })

  function tokenFor({ expiresIn = 300, key, ...identity }: TestTokenOptions = {}): string {
    checkIdentity(identity, TOKEN_NAMES)
    if (!Number.isFinite(expiresIn)) throw new TypeError('"expiresIn" must be a number of seconds')
    const { scopes = [] } = identity
    const scope = scopes.length > 0 ? scopes.join(' ') : undefined
    const exp = Math.floor(clock() / 1000) + expiresIn
    return signToken(ring.find(key), {}, claims({ scope, exp, ...claimsOf(identity) }))
  }

  const provider: TestIdentityProvider = {
    issuer,
    jwksUri,
    keys: ring.keys,
    jwks: ring.jwks,
    metadata: { issuer, jwks_uri: jwksUri, response_types_supported: [] },
    introspection,
    requests,
    addKey: (algorithm, keyOptions) => ring.add(algorithm, keyOptions),
    removeKey: (kid) => ring.remove(kid),
    rotateKeys: (rotation) => ring.rotate(rotation),
    claims,
    tokenFor: async (whose) => tokenFor(whose),
    token: async (overrides, { header = {}, key } = {}) =>
      signToken(ring.find(key), header, claims(overrides)),
    sign({ header = {}, payload = {}, key }: SignParts): string {
      const raw = typeof payload === 'string' || payload instanceof Uint8Array
      return signToken(ring.find(key), header, raw ? payload : claims(payload))
    },
    fault: (target, fault) => assign(faults, target === 'all' ? TARGETS : [target], fault),
    async heal(): Promise<void> {
      faults.clear()
      await server.start()
    },
    caching: (target, caching) =>
      assign(cachings, target === 'all' ? DOCUMENTS : [target], caching),
    requestCount: (target) =>
      target === undefined
        ? requests.length
        : requests.filter(({ url }) => targetOf(url) === target).length,
    stop: () => server.stop(),
    start: () => server.start(),
    close: () => server.stop(),
  }
  return provider
}

const DOCUMENTS: readonly Document[] = ['metadata', 'jwks']
const TARGETS: readonly Target[] = [...DOCUMENTS, 'introspection']

function assign<K, T>(map: Map<K, T>, keys: readonly K[], value: T | undefined): void {
  for (const key of keys) {
    if (value === undefined) map.delete(key)
    else map.set(key, value)
  }
}
