import { type AuthError, ConfigError, type TokenRequest } from '@countersign/core'
import {
  type AuthContext,
  exposeHeaders,
  holdHeaders,
  keepContext,
  type UsageOutcome,
} from '@countersign/core/adapter'
import {
  type HttpRequest,
  type HttpResponse,
  type NodeResponse,
  rawResponse,
  setHeaders,
} from '../http.js'
import { type FieldCall, isObject } from './graphql-arguments.js'
import { isOfConnection } from './graphql-request.js'
import { tellUsage } from './graphql-usage.js'
import { alsoKnownAs } from './verifications.js'

const ANSWERED =
  'has a request that is answered already: the `context` option of GraphQLModule must make a new object ' +
  'for each operation'

const prepared = new WeakSet<object>()

/** The request of an operation, and what answers it, as one of its fields sees them. */
export class GraphqlExchange {
  /** What stands for the operation: all requests of a connection are one, and its operations are not. */
  readonly operation: object
  /** Whether there is an answer of HTTP: not to what comes over a connection. */
  readonly isHttp: boolean
  readonly #call: FieldCall
  readonly #request: HttpRequest
  readonly #response: HttpResponse | undefined
  readonly #rawResponse: NodeResponse | undefined

  constructor(call: FieldCall, request: HttpRequest, response: HttpResponse | undefined) {
    this.isHttp = !isOfConnection(request)
    this.operation = !this.isHttp && isObject(call.value) ? call.value : request
    this.#call = call
    this.#request = request
    this.#response = this.isHttp ? response : undefined
    this.#rawResponse = this.#response && rawResponse(this.#response)
    // What speaks then for an operation is a request of somebody else's.
    if (this.#rawResponse?.writableEnded) throw new ConfigError('context', ANSWERED)
  }

  /** Before anything is answered. */
  expect(described: TokenRequest): void {
    if (this.#rawResponse && isFirst(this.#rawResponse)) exposeHeaders(this.#rawResponse, described)
    if (!this.isHttp) alsoKnownAs(this.#request, this.operation)
  }

  accept(found: AuthContext): void {
    if (isFirst(found)) {
      if (this.isHttp) keepContext(this.#request, found)
      if (this.#rawResponse) holdHeaders(this.#rawResponse, found.responseHeaders)
    }
    this.#tell(found.request, found.auth)
  }

  refuse(described: TokenRequest, error: AuthError): void {
    // Apollo sets them too, and has no response where the context says nothing of it; others do not.
    if (this.#response) setHeaders(this.#response, error.headers)
    this.#tell(described, error)
  }

  #tell(described: TokenRequest, outcome: UsageOutcome): void {
    tellUsage(this.operation, this.#rawResponse, described, outcome, this.#call.info)
  }
}

function isFirst(object: object): boolean {
  if (prepared.has(object)) return false
  prepared.add(object)
  return true
}
