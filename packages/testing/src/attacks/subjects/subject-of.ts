import type { TestIdentityProvider } from '../../test-identity-provider.js'
import type { AttackSubject } from '../token-attack.js'
import { createSubject } from './create-subject.js'

/** What {@link subjectOf} lets you choose. */
export interface SubjectOfOptions {
  /** Default: the one in the tokens of the provider. */
  readonly audience?: string
  /** Seconds since 1970. Default: the clock of the provider. */
  readonly now?: () => number
  readonly collectorUrl?: string
}

/** Servers that trust a test identity provider. Whatever is done to its keys later is known to the subject. */
export function subjectOf(
  idp: Pick<TestIdentityProvider, 'issuer' | 'keys' | 'jwks' | 'claims'>,
  options: SubjectOfOptions = {},
): AttackSubject {
  const {
    audience = String(idp.claims()['aud']),
    now = () => Number(idp.claims()['iat']),
    collectorUrl,
  } = options
  return createSubject({
    issuer: idp.issuer,
    audience,
    now,
    keys: idp.keys,
    jwks: idp.jwks,
    claims: (overrides) => idp.claims(overrides),
    header: (key) => ({ typ: 'at+jwt', alg: key?.algorithm, kid: key?.kid }),
    collectorUrl,
  })
}
