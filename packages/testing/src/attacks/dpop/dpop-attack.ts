import type { ProofKey } from '../../proof-key.js'
import type { ProofOptions } from '../../proof.js'
import type { AttackSeverity, AttackSubject } from '../token-attack.js'

/** What is known of a server that takes DPoP (RFC 9449): a token, the key that it is bound to, and a request that works. */
export interface DpopSubject {
  readonly subject: AttackSubject
  readonly key: ProofKey
  /** A good token that is bound to the key. */
  readonly token: string
  /** Where the server is, as clients know it. */
  readonly url: string
  readonly method: string
  /** A good proof for that request with that token, with changes. Each has a `jti` of its own. */
  readonly proof: (changes?: Partial<ProofOptions>) => string
}

/** One request to the URL of the subject by its method. */
export interface DpopRequest {
  /** Of the `Authorization` field. */
  readonly scheme: 'DPoP' | 'Bearer'
  readonly token: string
  /** One `DPoP` field for each, in this order. Every character is one octet. */
  readonly proofs: readonly string[]
}

/** Requests by what is wrong with them. */
export type NamedDpopRequests = Readonly<Record<string, DpopRequest>>

/** Requests of one kind that every server has to refuse. */
export interface DpopAttack {
  /** Stable, for reports: `proof-by-stranger`. */
  readonly id: string
  /** Rows of the conformance table. */
  readonly rows: readonly string[]
  /** What a good server does: `refuses …`. */
  readonly title: string
  /** `high`: whoever has a stolen token uses it. `medium`: a proof serves for what it was not made for. `low`: spelling. */
  readonly severity: AttackSeverity
  /** What the subject has to know: the bound token and its key, or a private key of the issuer as well. */
  readonly needs: 'bound-token' | 'signing-key'
  /** With which error a good server answers 401. */
  readonly error: 'invalid_dpop_proof' | 'invalid_token'
  /** The request is good: it is the second time that it has to be refused. */
  readonly replay?: true
  readonly requests: (subject: DpopSubject) => NamedDpopRequests | Promise<NamedDpopRequests>
}
