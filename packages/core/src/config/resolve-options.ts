import type { ClaimsSchema } from '../claims-schema.js'
import type { Scheme } from '../authentication.js'
import type { CertificateReader } from '../certificate/certificate-reader.js'
import type { ResolvedSources } from '../credentials/read-credentials.js'
import { publicUrls } from '../dpop/public-url.js'
import { ConfigError } from '../errors.js'
import type {
  IssuerOptions,
  Limits,
  ProtectedResourceOptions,
  TrustedIssuer,
  VerifierOptions,
} from '../options.js'
import { memoryReplayStore } from '../replay/memory-replay-store.js'
import type { ReplayStore } from '../replay/replay-store.js'
import type { RevocationList } from '../revocation/revocation-list.js'
import {
  assertFunction,
  assertKnownNames,
  assertObject,
  assertOneOf,
  optionalTextList,
  textList,
} from './assert.js'
import {
  resolveAudiences,
  resolveIssuer,
  type IssuerDefaults,
  type IssuerProfile,
} from './resolve-issuer.js'
import { applyProfile, checkProfileAlgorithms } from './fapi2.js'
import { resolveDecryption } from './resolve-decryption.js'
import { resolveDpop, schemesOf, type ResolvedDpop } from './resolve-dpop.js'
import {
  checkBindingOption,
  checkClock,
  checkPublicUrl,
  checkReplay,
  resolveCache,
  resolveLimits,
  resolveRealm,
  resolveSchema,
  resolveSources,
  resolveTimes,
} from './resolve-members.js'
import {
  opaqueIntrospection,
  resolveIntrospection,
  type ResolvedIntrospection,
} from './resolve-introspection.js'
import { checkResource } from './resolve-resource.js'
import { resolveRevocation } from './resolve-revocation.js'

/** The options of a verifier, checked, and with every default in its place. */
export interface ResolvedOptions {
  /** The listed issuers; empty where a function knows them. */
  readonly issuers: readonly IssuerProfile[]
  readonly trustedIssuer: TrustedIssuer | undefined
  readonly issuerDefaults: IssuerDefaults
  readonly audiences: readonly string[]
  readonly requiredClaims: readonly string[]
  readonly schema: ClaimsSchema | undefined
  readonly clockTolerance: number
  readonly maxTokenAge: number | undefined
  readonly sources: ResolvedSources
  readonly transport: 'tls' | 'any'
  readonly dpop: ResolvedDpop
  /** The authentication schemes that are offered, in the order of their challenges. */
  readonly schemes: readonly Scheme[]
  readonly binding: 'allow' | 'require'
  readonly certificate: CertificateReader | undefined
  readonly replay: ReplayStore
  readonly revocation: readonly RevocationList[]
  /** Where opaque tokens are sent; `undefined`: they are refused. */
  readonly opaqueIntrospection: ResolvedIntrospection | undefined
  /** How many verified tokens are kept. */
  readonly cachedTokens: number
  readonly realm: string
  readonly resource: ProtectedResourceOptions | undefined
  readonly limits: Readonly<Required<Limits>>
  readonly fetch: typeof fetch
  readonly clock: () => number
}

// The compiler keeps this list whole: a new option that is missing here does not compile.
const NAMES = Object.keys({
  issuer: true,
  audience: true,
  keys: true,
  algorithms: true,
  tokenType: true,
  requiredClaims: true,
  claims: true,
  scopeClaim: true,
  clockTolerance: true,
  maxTokenAge: true,
  maxStale: true,
  decryption: true,
  dpop: true,
  binding: true,
  certificate: true,
  replay: true,
  revocation: true,
  introspection: true,
  statusList: true,
  profile: true,
  sources: true,
  publicUrl: true,
  transport: true,
  cache: true,
  realm: true,
  resource: true,
  limits: true,
  fetch: true,
  clock: true,
} satisfies Record<keyof VerifierOptions, true>)

/** Checks every option; throws a ConfigError that names the first wrong one. */
export function resolveOptions(given: VerifierOptions): ResolvedOptions {
  assertObject('options', given)
  assertKnownNames('', given, NAMES)
  const options = applyProfile(given)

  const { audience, keys, algorithms, tokenType, scopeClaim, maxStale, statusList, profile } =
    options
  const decryption = resolveDecryption('decryption', options.decryption)
  const introspection =
    options.introspection === undefined
      ? undefined
      : resolveIntrospection('introspection', options.introspection, profile)
  const common = { algorithms, tokenType, scopeClaim, maxStale, statusList }
  const inherited = audience === undefined ? undefined : resolveAudiences('audience', audience)
  const shared = { ...common, audiences: inherited, profile, decryption, introspection }
  const issuerDefaults = withoutUndefined(shared)
  const issuers = resolveIssuers(options, issuerDefaults, keys)
  if (typeof options.issuer === 'function') {
    // The function is asked for issuers later; what all of them share is checked now.
    resolveIssuer('https://issuer.invalid', issuerDefaults, 'issuer')
  }
  const audiences = inherited ?? textList('audience', issuers[0]?.audiences)

  if (options.publicUrl !== undefined) checkPublicUrl(options.publicUrl)
  if (options.certificate !== undefined) assertFunction('certificate', options.certificate)
  if (options.replay !== undefined) checkReplay(options.replay)
  const everyAudience = [...audiences, ...issuers.flatMap((issuer) => issuer.audiences)]
  const dpop = resolveDpop(options.dpop, publicUrls(options.publicUrl, everyAudience))
  checkProfileAlgorithms(profile, 'dpop.algorithms', dpop.algorithms)
  const { binding = 'allow', certificate } = options
  const sources = resolveSources(options.sources)
  checkBindingOption(binding, dpop.mode, { sources, hasCertificates: certificate !== undefined })
  if (options.fetch !== undefined) assertFunction('fetch', options.fetch)
  if (options.clock !== undefined) checkClock(options.clock)
  if (options.resource !== undefined) checkResource(options.resource)
  const transport = options.transport ?? 'tls'
  assertOneOf('transport', transport, ['tls', 'any'])
  const clock = options.clock ?? (() => Date.now())

  return {
    issuers,
    trustedIssuer: typeof options.issuer === 'function' ? options.issuer : undefined,
    issuerDefaults,
    audiences,
    requiredClaims: optionalTextList('requiredClaims', options.requiredClaims),
    schema: resolveSchema(options.claims),
    ...resolveTimes(options),
    sources,
    transport,
    dpop,
    schemes: schemesOf(dpop),
    binding,
    certificate,
    replay: options.replay ?? memoryReplayStore({ clock }),
    revocation: resolveRevocation(options.revocation),
    opaqueIntrospection: opaqueIntrospection(
      typeof options.issuer === 'function' ? [{ introspection }] : issuers,
    ),
    cachedTokens: resolveCache(options.cache),
    realm: resolveRealm(options.realm, audiences),
    resource: options.resource,
    limits: resolveLimits(options.limits),
    // Looked up at each call, so that tests may replace the global ones.
    fetch: options.fetch ?? ((input, init) => globalThis.fetch(input, init)),
    clock,
  }
}

function resolveIssuers(
  { issuer }: VerifierOptions,
  defaults: IssuerDefaults,
  keys: IssuerOptions['keys'],
): readonly IssuerProfile[] {
  if (issuer === undefined) throw new ConfigError('issuer', 'is required: the issuer to trust')
  const one = typeof issuer === 'string' || (typeof issuer === 'object' && !Array.isArray(issuer))
  if (one) {
    return [
      resolveIssuer(
        issuer as string | IssuerOptions,
        withoutUndefined({ ...defaults, keys }),
        'issuer',
      ),
    ]
  }
  if (keys !== undefined) {
    throw new ConfigError('keys', 'belong to one issuer: give each issuer its own')
  }
  if (typeof issuer === 'function') return []
  if (!Array.isArray(issuer) || issuer.length === 0) {
    throw new ConfigError(
      'issuer',
      'must be an issuer, a list of issuers that is not empty, or a function',
    )
  }
  const issuers = issuer.map((entry: string | IssuerOptions, index) =>
    resolveIssuer(entry, defaults, `issuer[${index}]`),
  )
  if (new Set(issuers.map((entry) => entry.issuer)).size !== issuers.length) {
    throw new ConfigError('issuer', 'must not name one issuer twice')
  }
  return issuers
}

function withoutUndefined<T extends object>(
  value: T,
): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(value).filter(([, member]) => member !== undefined)
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> }
}
