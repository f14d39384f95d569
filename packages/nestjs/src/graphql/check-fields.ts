import { ConfigError } from '@countersign/core'
import type { Type } from '@nestjs/common'
import { APP_GUARD, type ModulesContainer } from '@nestjs/core'
import { ACCESS, POLICIES, VERIFIER_NAME } from '../auth.constants.js'
import { type Handler, handlersOf } from '../handlers.js'
import type { GraphqlOptions } from './graphql-options.js'

// Keys of Nest's GraphQL module, which this package must not import.
const FIELDS = ['graphql:resolve_property', 'graphql:resolve_reference']
const RESOLVER_TYPE = 'graphql:resolver_type'
const ROOT_TYPES: ReadonlySet<unknown> = new Set(['Query', 'Mutation', 'Subscription'])

/**
 * Throws a ConfigError where a field of a type has a policy, and the GraphQL module does not ask guards
 * about fields, which is so unless it is told; or not the interceptor either that notices a missing guard.
 */
export function checkFields(
  options: readonly GraphqlOptions[],
  modules: ModulesContainer,
  guard: Type,
): void {
  if (options.length === 0) return
  const needed = isGuarded(modules, guard) ? ['guards'] : ['guards', 'interceptors']
  const missing = needed.find((name) =>
    options.some(({ fieldResolverEnhancers = [] }) => !fieldResolverEnhancers.includes(name)),
  )
  if (missing === undefined) return
  for (const handler of handlersOf(modules)) {
    if (!isField(handler) || !hasPolicy(handler)) continue
    throw new ConfigError(
      'fieldResolverEnhancers',
      `of GraphQLModule must have "${missing}": a field in ${handler.type.name} has a policy`,
    )
  }
}

/** Whether the guard is one for everything. */
function isGuarded(modules: ModulesContainer, guard: Type): boolean {
  return [...modules.values()].some(({ providers }) => {
    const own: unknown = providers.get(guard)?.instance
    return [...providers].some(
      ([token, { instance }]) =>
        String(token).startsWith(APP_GUARD) && (instance instanceof guard || instance === own),
    )
  })
}

function isField({ type, method }: Handler): boolean {
  const parent: unknown =
    Reflect.getMetadata(RESOLVER_TYPE, method) ?? Reflect.getMetadata(RESOLVER_TYPE, type)
  const isOne = FIELDS.some((key) => Reflect.getMetadata(key, method) === true)
  return isOne && !ROOT_TYPES.has(parent)
}

function hasPolicy({ type, method }: Handler): boolean {
  if (Reflect.getMetadata(ACCESS, method) === 'public') return false
  return [method, type].some((target) =>
    [POLICIES, VERIFIER_NAME].some((key) => Reflect.hasMetadata(key, target)),
  )
}
