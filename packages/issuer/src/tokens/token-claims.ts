import { randomUUID } from 'node:crypto'
import type { JWTPayload } from 'jose'
import {
  assertAudience,
  assertOptions,
  assertText,
  assertTexts,
  assertWhole,
  isRecord,
} from '../config/assert.js'
import { actorClaim } from './actor.js'
import { assertAuthorizationDetails } from './authorization-details.js'
import { assertBinding, confirmationOf } from './binding.js'
import type { AuthorizationDetail, IssueOptions } from './issue-options.js'
import { scopeText, scopeValues } from './scope.js'

/** What the issuer says where a token does not. Lifetimes in seconds. */
export interface TokenDefaults {
  readonly issuer: string
  readonly audience: string | readonly string[] | undefined
  readonly lifetime: number
  readonly maxLifetime: number
}

/** The claims of a token of ours. */
export interface TokenClaims extends JWTPayload {
  iss: string
  aud: string | string[]
  sub: string
  client_id: string
  iat: number
  exp: number
  jti: string
}

const OPTIONS: readonly (keyof IssueOptions)[] = [
  'subject',
  'clientId',
  'scope',
  'claims',
  'audience',
  'lifetime',
  'binding',
  'actor',
  'grantId',
  'authTime',
  'acr',
  'amr',
  'authorizationDetails',
  'encryptTo',
  'contentEncryption',
]

/** What the issuer sets, or an option says, and `nbf`: a token is good from its `iat` on. */
const RESERVED = new Set([
  'iss',
  'aud',
  'sub',
  'client_id',
  'scope',
  'iat',
  'nbf',
  'exp',
  'jti',
  'cnf',
  'act',
  'grant_id',
  'auth_time',
  'acr',
  'amr',
  'authorization_details',
  '__proto__',
])

/** The claims of RFC 9068 §2.2, `now` in milliseconds. Throws a TypeError that names the option. */
export function tokenClaims(
  options: IssueOptions,
  defaults: TokenDefaults,
  now: number,
): TokenClaims {
  assertOptions('issue', options, OPTIONS)
  const { subject, clientId, claims = {}, binding, actor, grantId } = options
  const audience = options.audience ?? defaults.audience
  const lifetime = options.lifetime ?? defaults.lifetime
  assertText('subject', subject)
  assertText('clientId', clientId)
  assertAudience(audience)
  assertWhole('lifetime', lifetime, [1, defaults.maxLifetime])
  assertClaims(claims)
  if (binding !== undefined) assertBinding('binding', binding)
  if (grantId !== undefined) assertText('grantId', grantId)
  if (!Number.isFinite(now)) throw new TypeError('"clock" must give the time in milliseconds')
  const scope = options.scope === undefined ? undefined : scopeText(scopeValues(options.scope))
  const iat = Math.floor(now / 1000)
  return {
    ...claims,
    iss: defaults.issuer,
    aud: typeof audience === 'string' ? audience : [...audience],
    sub: subject,
    client_id: clientId,
    ...(scope !== undefined && { scope }),
    iat,
    exp: iat + lifetime,
    jti: randomUUID(),
    ...(binding !== undefined && { cnf: confirmationOf(binding) }),
    ...(actor !== undefined && { act: actorClaim('actor', actor) }),
    ...(grantId !== undefined && { grant_id: grantId }),
    ...authenticationClaims(options, iat),
    ...detailsClaim(options.authorizationDetails),
  }
}

/** A time that another instance has told, in seconds, and whose clock may be a little ahead of `now`. */
export function pastTime(time: number, now: number): number {
  return Math.min(time, Math.floor(now / 1000))
}

function assertClaims(claims: unknown): void {
  if (!isRecord(claims)) throw new TypeError('"claims" must be an object')
  for (const name of Object.keys(claims)) {
    if (!RESERVED.has(name)) continue
    throw new TypeError(`"claims" must not hold "${name}": the issuer sets it`)
  }
}

/** How the subject logged in, as far as it is said (RFC 9068 §2.2.1). */
function authenticationClaims({ authTime, acr, amr }: IssueOptions, iat: number): JWTPayload {
  // A login to come would make every step-up pass for ever.
  if (authTime !== undefined) assertWhole('authTime', authTime, [0, iat])
  if (acr !== undefined) assertText('acr', acr)
  if (amr !== undefined) assertTexts('amr', amr)
  return {
    ...(authTime !== undefined && { auth_time: authTime }),
    ...(acr !== undefined && { acr }),
    ...(amr !== undefined && { amr: [...amr] }),
  }
}

function detailsClaim(details: readonly AuthorizationDetail[] | undefined): JWTPayload {
  if (details === undefined) return {}
  assertAuthorizationDetails(details)
  return { authorization_details: details }
}
