import { ConfigError, isAuthError } from '@countersign/core'
import { type AuthContext, authenticationOf, authorizeRequest } from '@countersign/core/adapter'
import { foundAtAdmission } from '../admission.js'
import { fieldCall } from '../graphql/graphql-arguments.js'
import { GraphqlAuthException } from '../graphql/graphql-exception.js'
import { GraphqlExchange } from '../graphql/graphql-exchange.js'
import { graphqlRequest, graphqlResponse } from '../graphql/graphql-request.js'
import { verification } from '../graphql/verifications.js'
import type { Transport } from './transport.js'

/** Fields of Nest's GraphQL module: queries, mutations, subscriptions, and others where it guards them. */
export const graphql: Transport = {
  check(verifier, context, options, policies, places) {
    const call = fieldCall(context.getArgs())
    if (!call) throw new ConfigError('context', 'of type "graphql" is not the call of a resolver')
    const request = places.request(context)
    const exchange = new GraphqlExchange(call, request, places.response(context))
    const attempt = verification(verifier, request, exchange.operation)
    exchange.expect(attempt.described)
    return answer(attempt.found ?? attempt.pending)

    async function answer(pending: AuthContext | Promise<AuthContext>): Promise<AuthContext> {
      try {
        const found = await pending
        if (!options.optional) authenticationOf(found, verifier)
        for (const policy of policies) await authorizeRequest(found, policy)
        exchange.accept(found)
        return found
      } catch (error) {
        if (!isAuthError(error)) throw error
        exchange.refuse(attempt.described, error)
        throw new GraphqlAuthException(error, exchange.isHttp)
      }
    }
  },
  found: foundAtAdmission,
  request(context, rules) {
    const request = graphqlRequest(context, rules)
    if (request) return request
    throw new ConfigError(
      'context',
      'has no request: let the `context` option of GraphQLModule return { req, res }',
    )
  },
  response: graphqlResponse,
}
