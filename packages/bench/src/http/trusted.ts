import type { SigningKey } from '@countersign/issuer'

/** `hot`: all tokens were seen before. `distinct`: none of them ever comes again. */
export type Load = 'hot' | 'distinct'

/** What a server is told about the tokens that it is to take. */
export interface Trusted {
  readonly issuer: string
  readonly audience: string
  /** The one that signs them. */
  readonly key: SigningKey['publicJwk']
  /** Peers that can remember what they verified are told to do so where tokens come again. */
  readonly load: Load
  /** Whether every request has to come with a proof. */
  readonly dpop: boolean
}
