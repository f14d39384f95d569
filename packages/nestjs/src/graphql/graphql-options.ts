import type { ModulesContainer } from '@nestjs/core'

/** What an application has told Nest's GraphQL module, as far as it is of use here. */
export interface GraphqlOptions {
  readonly fieldResolverEnhancers?: readonly string[]
  readonly context?: unknown
}

// A key of that module, which this package must not import.
const OPTIONS = 'GqlModuleOptions'

/** Those of each GraphQL module. */
export function graphqlOptions(modules: ModulesContainer): readonly GraphqlOptions[] {
  return [...modules.values()]
    .map(({ providers }) => providers.get(OPTIONS)?.instance as GraphqlOptions | undefined)
    .filter((one) => one !== undefined)
}
