import { randomUUID } from 'node:crypto'
import type { IssuerProfile } from '../config/resolve-issuer.js'
import type { ResolvedOptions } from '../config/resolve-options.js'
import { ConfigError } from '../errors.js'
import { type JsonObject, parseJsonObject } from '../token/strict-json.js'
import { testBinding } from './test-binding.js'
import type { TestIdentity } from './test-identity.js'

/** Seconds. */
const LIFETIME = 300

interface Circumstances {
  readonly profile: IssuerProfile
  readonly config: ResolvedOptions
  /** Seconds since the epoch. */
  readonly time: number
}

/**
 * The claims that a token of this identity would have, as strictly read as those of a token. Throws
 * a ConfigError for what no token can hold.
 */
export function testClaims(
  { claims, scopes }: TestIdentity,
  { profile, config, time }: Circumstances,
): JsonObject {
  const iat = Math.floor(time)
  const made = {
    aud: profile.audiences[0],
    sub: 'u1',
    client_id: 'c1',
    iat,
    exp: iat + LIFETIME,
    jti: randomUUID(),
    ...(profile.accessTokenClaim !== undefined && { [profile.accessTokenClaim]: randomUUID() }),
    ...scopeMember(scopes, profile.scopeClaim),
    cnf: testBinding(config),
    ...claims,
    iss: profile.issuer,
  }
  const sealed = throughJson(made)
  if (sealed) return sealed
  throw new ConfigError('claims', 'must be what the JSON of a token can hold')
}

/** As most providers write it: in `scope` and `scp` as a text, elsewhere as a list. */
function scopeMember(
  scopes: readonly string[] | undefined,
  name = 'scope',
): Record<string, unknown> {
  if (scopes === undefined) return {}
  const asText = name === 'scope' || name === 'scp'
  return { [name]: asText ? scopes.join(' ') : scopes }
}

function throughJson(claims: Readonly<Record<string, unknown>>): JsonObject | undefined {
  try {
    return parseJsonObject(Buffer.from(JSON.stringify(claims)))
  } catch {
    return undefined
  }
}

/** Throws a ConfigError where the verifier finds other scopes in the claims than the test has named. */
export function checkTestScopes({ scopes }: TestIdentity, found: ReadonlySet<string>): void {
  if (scopes === undefined) return
  const wanted = new Set(scopes)
  if (wanted.size === found.size && scopes.every((scope) => found.has(scope))) return
  throw new ConfigError(
    'scopes',
    'are not what this verifier reads out of the claims: give the claims that "scopeClaim" looks at',
  )
}
