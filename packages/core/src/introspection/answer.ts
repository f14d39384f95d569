import type { VerifiedToken } from '../cache/verified-token.js'
import type { JsonObject } from '../token/strict-json.js'

/** What an introspection endpoint says of a token. */
export interface IntrospectionResponse {
  /** The members of the response; `undefined`: the token is not active. */
  readonly claims: JsonObject | undefined
  /** The issuer that has signed the response; `undefined`: nobody has. */
  readonly signer: string | undefined
}

/** A response, and when the endpoint was asked for it. */
export interface Answer extends IntrospectionResponse {
  /** Seconds since the epoch. */
  readonly askedAt: number
  /** What was made of it, once it was found to be a good token. */
  verified: VerifiedToken | undefined
}
