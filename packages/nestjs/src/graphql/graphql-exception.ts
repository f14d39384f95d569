import type { AuthError } from '@countersign/core'
import { AuthException } from '../auth.exception.js'

/** What clients of GraphQL tell refusals by, beside the message. */
export interface GraphqlExtensions {
  readonly code: string
  /** What Apollo Server answers with, and tells nobody; only where there is an answer of HTTP. */
  readonly http?: { readonly status: number; readonly headers: ReadonlyMap<string, string> }
}

/** As Apollo Server and Nest call them. */
const CODES: Readonly<Record<number, string>> = {
  400: 'BAD_REQUEST',
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  503: 'SERVICE_UNAVAILABLE',
}

/**
 * What the guard throws for an AuthError in a resolver. graphql-js makes a GraphQLError of it, with the
 * extensions that it finds here; so this package need not know which copy of graphql that comes from.
 */
export class GraphqlAuthException extends AuthException {
  readonly extensions: GraphqlExtensions

  constructor(error: AuthError, overHttp: boolean) {
    super(error)
    const { status, headers } = error
    const code = CODES[status] ?? 'INTERNAL_SERVER_ERROR'
    const http = { status, headers: new Map(Object.entries(headers)) }
    this.extensions = overHttp ? { code, http } : { code }
  }
}
