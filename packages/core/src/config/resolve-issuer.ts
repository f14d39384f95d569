import type { Algorithm } from '../algorithms.js'
import type { Decryption } from '../encryption/decryption.js'
import { ConfigError } from '../errors.js'
import type { IssuerOptions, TokenType, VerifierOptions } from '../options.js'
import { scopeReader, type ResolvedScopeReader } from '../token/scopes.js'
import {
  assertKnownNames,
  assertNumber,
  assertObject,
  assertOneOf,
  assertText,
  textList,
} from './assert.js'
import { checkKeys } from './check-keys.js'
import { checkProfileAlgorithms } from './fapi2.js'
import { issuerIdentifier } from './identifiers.js'
import { resolveAlgorithms } from './resolve-algorithms.js'
import { resolveDecryption } from './resolve-decryption.js'
import { resolveIntrospection, type ResolvedIntrospection } from './resolve-introspection.js'
import { resolveStatusList, type ResolvedStatusList } from './resolve-status-list.js'

/** What a token of one issuer is measured by. */
export interface IssuerProfile {
  readonly issuer: string
  readonly keys: IssuerOptions['keys']
  /** The name of `keys` as the user wrote it. */
  readonly keysOption: string
  readonly audiences: readonly string[]
  /** What names the audience in tokens without `aud`; `undefined`: those are refused. */
  readonly audienceClaim: string | undefined
  /** What tells an access token from an ID token; `undefined`: only what tells one everywhere. */
  readonly accessTokenClaim: string | undefined
  readonly algorithms: ReadonlySet<Algorithm>
  readonly tokenType: TokenType
  readonly readScopes: ResolvedScopeReader
  /** The claim that `scopeClaim` names; `undefined`: the usual ones, or those that a function knows. */
  readonly scopeClaim: string | undefined
  /** Seconds. */
  readonly maxStale: number
  /** `undefined`: its tokens come unencrypted. */
  readonly decryption: Decryption | undefined
  readonly introspection: ResolvedIntrospection | undefined
  /** `undefined`: `status` claims are ignored. */
  readonly statusList: ResolvedStatusList | undefined
}

const NAMES = [
  'issuer',
  'keys',
  'audience',
  'audienceClaim',
  'accessTokenClaim',
  'algorithms',
  'tokenType',
  'scopeClaim',
  'maxStale',
  'decryption',
  'introspection',
  'statusList',
] as const

/** Seconds. */
const ONE_DAY = 86_400
const THIRTY_DAYS = 2_592_000

/** The verifier's options that an issuer's own may override, and the profile, which none may. */
export type IssuerDefaults = Omit<
  IssuerOptions,
  'issuer' | 'audience' | 'decryption' | 'introspection'
> &
  Pick<VerifierOptions, 'profile'> & {
    // Checked already, so that issuers without their own have the very same.
    readonly audiences?: readonly string[]
    readonly decryption?: Decryption
    readonly introspection?: ResolvedIntrospection
  }

/** Checks the options of one issuer and fills them up; throws ConfigError. */
export function resolveIssuer(
  given: string | IssuerOptions,
  defaults: IssuerDefaults,
  at: string,
): IssuerProfile {
  const own: unknown = typeof given === 'string' ? { issuer: given } : given
  if (own === undefined) throw new ConfigError(at, 'is required: the identifier of the issuer')
  assertObject(at, own)
  assertKnownNames(at, own, NAMES)
  const inner = (name: (typeof NAMES)[number]): string =>
    Object.hasOwn(own, name) && typeof given !== 'string' ? `${at}.${name}` : name
  const { audiences, decryption, introspection, ...plain } = defaults
  const merged = { ...plain, ...definedMembers(own) } as IssuerOptions

  const issuer = issuerIdentifier(typeof given === 'string' ? at : `${at}.issuer`, merged.issuer)
  const algorithms = resolveAlgorithms(inner('algorithms'), merged.algorithms)
  checkProfileAlgorithms(defaults.profile, inner('algorithms'), algorithms)
  const tokenType = merged.tokenType ?? 'at+jwt'
  assertOneOf(inner('tokenType'), tokenType, ['at+jwt', 'jwt'])
  checkKeys(inner('keys'), merged.keys)
  const { maxStale = ONE_DAY } = merged
  assertNumber(inner('maxStale'), maxStale, { min: 0, max: THIRTY_DAYS })
  return {
    issuer,
    keys: merged.keys,
    keysOption: inner('keys'),
    audiences:
      own['audience'] === undefined && audiences
        ? audiences
        : resolveAudiences(inner('audience'), own['audience']),
    audienceClaim: claimName(inner('audienceClaim'), merged.audienceClaim, tokenType),
    accessTokenClaim: claimName(inner('accessTokenClaim'), merged.accessTokenClaim, tokenType),
    algorithms,
    tokenType,
    readScopes: scopeReader(inner('scopeClaim'), merged.scopeClaim, tokenType),
    scopeClaim: typeof merged.scopeClaim === 'string' ? merged.scopeClaim : undefined,
    maxStale,
    decryption: resolveDecryption(inner('decryption'), own['decryption']) ?? decryption,
    introspection:
      own['introspection'] === undefined
        ? introspection
        : resolveIntrospection(inner('introspection'), own['introspection'], defaults.profile),
    statusList: resolveStatusList(inner('statusList'), merged.statusList, { issuer, maxStale }),
  }
}

function definedMembers(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined))
}

/** Of a claim that says what an access token of RFC 9068 says otherwise. */
function claimName(option: string, value: unknown, tokenType: TokenType): string | undefined {
  if (value === undefined) return undefined
  assertText(option, value)
  if (tokenType !== 'jwt') throw new ConfigError(option, "is for tokenType 'jwt' alone")
  return value
}

/** The identifiers of this API in tokens; throws ConfigError. */
export function resolveAudiences(option: string, value: unknown): readonly string[] {
  if (value === undefined) {
    throw new ConfigError(option, 'is required: without it, tokens for other APIs would be taken')
  }
  const audiences = textList(option, value)
  const withFragment = audiences.find((one) => /^[a-z][a-z\d+.-]*:.*#/i.test(one))
  if (withFragment !== undefined) {
    throw new ConfigError(option, 'must not have a fragment (#…), by RFC 8707 §2')
  }
  return audiences
}
