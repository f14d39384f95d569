import type { JWK } from 'jose'

/**
 * Where the private keys come from that open encrypted tokens, for keys that change while we run.
 *
 * Asked for each encrypted token, also for one that was verified before, and has 5 seconds: it should
 * answer from memory, with the same objects while nothing has changed, because others are imported
 * anew. A key that it gives no longer opens nothing from then on.
 */
export interface DecryptionKeys {
  /**
   * At most 100 private or symmetric JWKs. One of no use is passed over, and a token that names it is
   * answered 503; so is every encrypted token where all of them are, or there are none.
   */
  keys(): readonly JWK[] | Promise<readonly JWK[]>
  /**
   * Whether tokens that are signed, and not encrypted, are refused (RFC 9068 §4). Read once. Default
   * true; false for as long as an issuer still gives out such tokens.
   */
  readonly required?: boolean
}
