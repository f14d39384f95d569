import type { Verifier } from '@countersign/core'
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo'
import { Module, type Type } from '@nestjs/common'
import { GraphQLModule } from '@nestjs/graphql'
import { AuthModule } from '../../src/index.js'

export const settings: ApolloDriverConfig = {
  driver: ApolloDriver,
  autoSchemaFile: true,
  fieldResolverEnhancers: ['guards', 'interceptors'],
  subscriptions: { 'graphql-ws': true },
  graphiql: false,
}

/** An application with resolvers, all of which are guarded. */
export function graphqlModule(
  verifier: Verifier,
  providers: readonly Type[],
  options: Partial<ApolloDriverConfig> = {},
): Type {
  @Module({
    imports: [
      AuthModule.forRoot({ verifier, global: true }),
      GraphQLModule.forRoot<ApolloDriverConfig>({ ...settings, ...options }),
    ],
    providers: [...providers],
  })
  class TestModule {}
  return TestModule
}

export interface Answer {
  readonly status: number
  readonly challenge: string | null
  readonly headers: Headers
  readonly data: Readonly<Record<string, unknown>> | null | undefined
  readonly errors: readonly { message: string; extensions: Record<string, unknown> }[] | undefined
}

/** Sends one operation. */
export async function ask(
  url: string,
  query: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  })
  const { data, errors } = (await response.json()) as Answer
  const challenge = response.headers.get('WWW-Authenticate')
  return { status: response.status, challenge, headers: response.headers, data, errors }
}
