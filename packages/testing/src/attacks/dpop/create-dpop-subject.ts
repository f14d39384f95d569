import type { ProofKey } from '../../proof-key.js'
import { proof } from '../../proof.js'
import type { AttackSubject } from '../token-attack.js'
import type { DpopSubject } from './dpop-attack.js'

/** What {@link createDpopSubject} is made of. */
export interface DpopSubjectOptions {
  readonly subject: AttackSubject
  /** `createProofKey()` makes one. */
  readonly key: ProofKey
  /** As clients know it; without query and fragment. */
  readonly url: string
  /** Default GET. */
  readonly method?: string
  /** A good token that is bound to the key. Default: one that the subject signs. */
  readonly token?: string
  /** The nonce that the server asks for. Default: none. */
  readonly nonce?: string
}

/**
 * A server that takes DPoP.
 *
 * @throws SigningKeyNeeded if there is no token, and the subject has no key to sign one.
 */
export function createDpopSubject(options: DpopSubjectOptions): DpopSubject {
  const { subject, key, url, method = 'GET', nonce } = options
  const token = options.token ?? subject.sign({ payload: { cnf: { jkt: key.thumbprint } } })
  const made = {
    url,
    method,
    token,
    clock: () => subject.now() * 1e3,
    ...(nonce !== undefined && { nonce }),
  }
  return {
    subject,
    key,
    token,
    url,
    method,
    proof: (changes) => proof(key, { ...made, ...changes }),
  }
}
