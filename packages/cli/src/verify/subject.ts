import type { X509Certificate } from 'node:crypto'
import type { TokenRequest } from '@countersign/core'

/** What is verified: a token, and the request that it came by, or could have come by. */
export interface Subject {
  readonly request: TokenRequest
  /** `undefined`: the request has none that can be seen. */
  readonly token: string | undefined
  readonly proof: string | undefined
  readonly certificate: X509Certificate | undefined
  /** `false`: a request was made up around a token, so that it says nothing about the client's. */
  readonly isWholeRequest: boolean
  /** Whether somebody has said how the request came. */
  readonly isTransportKnown: boolean
  /** Origin and path of the request, as its client sees them. */
  readonly url: URL | undefined
}
