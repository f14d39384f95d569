import { ConfigError } from '@countersign/core'
import { contextOf } from '@countersign/core/adapter'
import { checkRequest } from '../check-request.js'
import { rawResponse } from '../http.js'
import type { Transport } from './transport.js'

/** Requests that Express or Fastify has routed to a controller. */
export const http: Transport = {
  check(verifier, context, options, policies, places) {
    const request = places.request(context)
    const response = places.response(context)
    if (!response) throw new ConfigError('getResponse', 'must give the response of a request')
    const exchange = { request, response, rawResponse: rawResponse(response) }
    return checkRequest(verifier, exchange, options, policies)
  },
  found: (context) => contextOf(context.switchToHttp().getRequest<object>()),
  request: (context) => context.switchToHttp().getRequest(),
  response: (context) => context.switchToHttp().getResponse(),
}
