import { randomUUID } from 'node:crypto'
import type { JWTPayload } from 'jose'
import { assertAudience, assertLifetime, assertText } from './assert.js'

/** What one token says. */
export interface IssueOptions {
  /** The claim `sub`: who the token speaks for. */
  readonly subject: string
  /** The claim `client_id`: who the token was given to. */
  readonly clientId: string
  /** Scope values, as a list or separated by single spaces. Default: no `scope` claim. */
  readonly scope?: string | readonly string[]
  /** Further claims. Those that the issuer sets itself are refused. */
  readonly claims?: Readonly<Record<string, unknown>>
  /** The claim `aud`. Default: the audience of the issuer. */
  readonly audience?: string | readonly string[]
  /** Whole seconds until the token expires, 1 to 3600. Default: the lifetime of the issuer. */
  readonly lifetime?: number
}

export interface TokenDefaults {
  readonly issuer: string
  readonly audience: string | readonly string[] | undefined
  readonly lifetime: number
}

const RESERVED = ['iss', 'aud', 'sub', 'client_id', 'scope', 'iat', 'exp', 'jti']

// RFC 6749 §3.3
const SCOPE = /^[\x21\x23-\x5B\x5D-\x7E]+(?: [\x21\x23-\x5B\x5D-\x7E]+)*$/

/** The claims of RFC 9068 §2.2, `now` in milliseconds. */
export function tokenClaims(
  options: IssueOptions,
  defaults: TokenDefaults,
  now: number,
): JWTPayload {
  const { subject, clientId, scope, claims = {} } = options
  const audience = options.audience ?? defaults.audience
  const lifetime = options.lifetime ?? defaults.lifetime
  assertText('subject', subject)
  assertText('clientId', clientId)
  assertAudience(audience)
  assertLifetime(lifetime)
  for (const name of RESERVED) {
    if (Object.hasOwn(claims, name)) {
      throw new TypeError(`"claims" must not hold "${name}": the issuer sets it`)
    }
  }
  const iat = Math.floor(now / 1000)
  return {
    ...claims,
    iss: defaults.issuer,
    aud: typeof audience === 'string' ? audience : [...audience],
    sub: subject,
    client_id: clientId,
    ...(scope !== undefined && { scope: scopeText(scope) }),
    iat,
    exp: iat + lifetime,
    jti: randomUUID(),
  }
}

function scopeText(scope: string | readonly string[]): string {
  const text = typeof scope === 'string' ? scope : scope.join(' ')
  if (!SCOPE.test(text)) {
    throw new TypeError('"scope" must be scope values separated by single spaces (RFC 6749 §3.3)')
  }
  return text
}
