import { ConfigError } from '@countersign/core'
import { isObject } from './graphql-arguments.js'
import type { GraphqlOptions } from './graphql-options.js'

/**
 * Throws a ConfigError where all operations share a context. Nest 11 puts the first request into it, and
 * leaves that there: whoever comes later would be who came first.
 */
export function checkContext(options: readonly GraphqlOptions[]): void {
  if (!options.some(({ context }) => isObject(context))) return
  throw new ConfigError(
    'context',
    'of GraphQLModule must be a function that makes a new one each time: ' +
      'Nest 11 keeps the first request in an object that is shared',
  )
}
