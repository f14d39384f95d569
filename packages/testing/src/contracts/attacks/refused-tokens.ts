import assert from 'node:assert/strict'
import type { ContractCase } from '../case.js'
import { expectInvalidToken } from '../expect.js'
import { eachVariant } from '../variants.js'
import type { Answer, ServerSetup, World } from '../world.js'

/** Tokens by what is wrong with them. */
export type NamedTokens = Readonly<Record<string, string>>

/** A server that takes tokens from form bodies, for what does not fit into a header. */
export const FORM_SERVER: ServerSetup = {
  key: 'tokens in forms',
  options: { sources: { body: true } },
}

/** A case in which every token is answered like any other invalid one. */
export function refusesTokens(
  ids: readonly string[],
  title: string,
  tokens: (world: World) => NamedTokens | Promise<NamedTokens>,
): ContractCase {
  return { ids, title, run: async (world) => expectAllRefused(world, await tokens(world)) }
}

/**
 * Sends each token to a server, by default the default one, and expects the answer of an invalid
 * token. However many there are, the provider is asked for its keys twice at most: once at the
 * start, and once for a key that nobody knows.
 */
export async function expectAllRefused(
  world: World,
  tokens: NamedTokens,
  { setup, idp = world.idp }: { setup?: ServerSetup; idp?: World['idp'] } = {},
): Promise<void> {
  const server = await world.server(setup)
  const fetches = idp.requestCount('jwks')
  await eachNamed(tokens, async (token) => expectInvalidToken(await server.get('/r', token)))
  assert.ok(
    idp.requestCount('jwks') - fetches <= 2,
    'the tokens made us ask the provider too often',
  )
}

/** Runs a check on each member, and says which one failed. */
export function eachNamed<T>(
  named: Readonly<Record<string, T>>,
  check: (value: T) => Promise<void>,
): Promise<void> {
  return eachVariant(
    Object.entries(named),
    ([, value]) => check(value),
    ([name]) => name,
  )
}

/** Sends a token in a form body; `encoded` is the parameter's value as it stands in the body. */
export async function postForm(world: World, encoded: string): Promise<Answer> {
  const server = await world.server(FORM_SERVER)
  return server.request({
    method: 'POST',
    headers: [['Content-Type', 'application/x-www-form-urlencoded']],
    body: `access_token=${encoded}`,
  })
}

/** Some part of the machinery refused the request for its size before it was looked at. */
export function expectTooLarge({ status }: Pick<Answer, 'status'>): void {
  assert.ok([401, 413, 431].includes(status), `answered ${status}`)
}
