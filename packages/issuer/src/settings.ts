import { clientRegistry, type ClientRegistry } from './clients/client-registry.js'
import { firstUseIn, firstUseInMemory, type IsFirstUse } from './clients/used-assertions.js'
import {
  assertAudience,
  assertFunction,
  assertMethods,
  assertOptions,
  assertWhole,
} from './config/assert.js'
import type { CreateIssuerOptions } from './create-issuer-options.js'
import type { EndpointOptions } from './endpoints/endpoint-options.js'
import {
  assertContentEncryption,
  recipient,
  type ContentEncryption,
  type EncryptTo,
  type EncryptToAudience,
} from './encryption/recipient.js'
import type { ExchangePolicy } from './exchange/exchange-options.js'
import { issuerUrls, type IssuerUrls } from './issuer-url.js'
import { keySource, type KeySource } from './key-source.js'
import type { RefreshOptions } from './refresh/grant-options.js'
import type { TokenRevocation } from './revocation/token-revocation.js'

/** The options of the issuer, checked, and with their defaults. */
export interface Settings {
  readonly issuer: string
  readonly urls: IssuerUrls
  readonly keys: KeySource
  readonly audience: string | readonly string[] | undefined
  readonly lifetime: number
  readonly maxLifetime: number
  readonly encryptTo: EncryptTo | EncryptToAudience | undefined
  readonly contentEncryption: ContentEncryption
  readonly refresh: Required<RefreshOptions> | undefined
  readonly revocation: TokenRevocation | undefined
  readonly exchange: ExchangePolicy | undefined
  readonly clients: ClientRegistry
  readonly endpoints: Required<EndpointOptions>
  readonly isFirstUse: IsFirstUse
  readonly clock: () => number
}

const DAY = 86_400

const OPTIONS: readonly (keyof CreateIssuerOptions)[] = [
  ...(['issuer', 'audience', 'keys', 'lifetime', 'maxLifetime', 'encryptTo'] as const),
  ...(['contentEncryption', 'refresh', 'revocation', 'exchange', 'clients'] as const),
  ...(['endpoints', 'replay', 'clock'] as const),
]

/** Throws a TypeError that names the option that is missing, wrong, or contradicts another. */
export function resolveSettings(options: CreateIssuerOptions): Settings {
  assertOptions('createIssuer', options, OPTIONS)
  const { issuer, audience, maxLifetime = 3_600, lifetime = 300, clock = Date.now } = options
  const { encryptTo, contentEncryption = 'A256GCM', revocation, exchange, clients } = options
  const urls = issuerUrls(issuer)
  if (audience !== undefined) assertAudience(audience)
  assertWhole('maxLifetime', maxLifetime, [60, DAY])
  assertWhole('lifetime', lifetime, [1, maxLifetime])
  assertFunction('clock', clock)
  assertPublishedLongEnough(options.keys, maxLifetime)
  assertContentEncryption(contentEncryption)
  // What is wrong with a key is told now, and not with the first token.
  if (encryptTo !== undefined && typeof encryptTo !== 'function') recipient(encryptTo)
  if (revocation !== undefined) assertMethods('revocation', revocation, ['revoke'])
  if (exchange !== undefined) assertFunction('exchange', exchange)
  if (options.replay !== undefined) assertMethods('replay', options.replay, ['add'])
  const isFirstUse = options.replay ? firstUseIn(options.replay) : firstUseInMemory(clock)
  const refresh = options.refresh && resolveRefresh(options.refresh)
  const endpoints = resolveEndpoints(options)
  return {
    issuer,
    urls,
    keys: keySource(options.keys),
    audience,
    lifetime,
    maxLifetime,
    encryptTo,
    contentEncryption,
    refresh,
    revocation,
    exchange,
    clients: clientRegistry(clients ?? []),
    endpoints,
    isFirstUse,
    clock,
  }
}

/** A key that goes before the last token that it has signed would take that along. */
function assertPublishedLongEnough(keys: CreateIssuerOptions['keys'], maxLifetime: number): void {
  const { tokenLifetime = maxLifetime } = Object(keys) as KeySource
  if (tokenLifetime >= maxLifetime) return
  throw new TypeError('"maxLifetime" must not be above the "tokenLifetime" of the key ring')
}

/** The settings of refresh tokens; throws a TypeError where they are off. */
export function refreshSettings({ refresh }: Settings): Required<RefreshOptions> {
  if (refresh) return refresh
  throw new TypeError('"refresh" must be given to createIssuer before there are refresh tokens')
}

function resolveRefresh(options: RefreshOptions): Required<RefreshOptions> {
  assertOptions('refresh', options, ['store', 'lifetime', 'idleLifetime', 'retryWindow'])
  const { store, lifetime = 30 * DAY, retryWindow = 0 } = options
  const { idleLifetime = Math.min(7 * DAY, lifetime) } = options
  assertMethods('refresh.store', store, ['add', 'find', 'rotate', 'revoke'])
  assertWhole('refresh.lifetime', lifetime, [60, 366 * DAY])
  assertWhole('refresh.idleLifetime', idleLifetime, [60, lifetime])
  assertWhole('refresh.retryWindow', retryWindow, [0, 60])
  return { store, lifetime, idleLifetime, retryWindow }
}

function resolveEndpoints(options: CreateIssuerOptions): Required<EndpointOptions> {
  const { endpoints = {}, clients, refresh, revocation: list } = options
  const names = ['token', 'revocation', 'introspection'] as const
  assertOptions('endpoints', endpoints, names)
  for (const name of names) {
    if (typeof (endpoints[name] ?? false) === 'boolean') continue
    throw new TypeError(`"endpoints.${name}" must be true or false`)
  }
  const { token = false, revocation = false, introspection = false } = endpoints
  if (clients === undefined && (token || revocation || introspection)) {
    throw new TypeError('"clients" must say who may use the "endpoints"')
  }
  if (revocation && !refresh && !list) {
    throw new TypeError('"endpoints.revocation" needs "refresh" or "revocation"')
  }
  return { token, revocation, introspection }
}
