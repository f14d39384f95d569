import assert from 'node:assert/strict'
import type { NamedTokens, TokenAttack } from '../../attacks/token-attack.js'
import type { ContractCase } from '../case.js'
import { expectInvalidRequest, expectInvalidToken } from '../expect.js'
import { eachVariant } from '../variants.js'
import type { Answer, ServerSetup, World } from '../world.js'
import { subjectIn } from './subject-in.js'

export type { NamedTokens } from '../../attacks/token-attack.js'

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

/** The case of an attack: the default server refuses each of its tokens. */
export function refusesAttack(attack: TokenAttack): ContractCase {
  const { rows, title, answer } = attack
  return {
    ids: rows,
    title,
    async run(world) {
      const tokens = await attack.tokens(subjectIn(world))
      assert.notDeepEqual(tokens, {}, 'the attack made no token')
      if (answer === 'malformed') await expectAllMalformed(world, tokens)
      else if (answer === 'too-large') await expectAllTooLarge(world, tokens)
      else await expectAllRefused(world, tokens)
    },
  }
}

/** One of the attacks, by its id. */
export function attackOf(attacks: readonly TokenAttack[], id: string): TokenAttack {
  const attack = attacks.find((one) => one.id === id)
  assert.ok(attack, `there is no attack ${id}`)
  return attack
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

/** Sends each text as the token of a header and of a form, and expects 400 `invalid_request`. */
async function expectAllMalformed(world: World, texts: NamedTokens): Promise<void> {
  const server = await world.server()
  await eachNamed(texts, async (text) => {
    const octets = Buffer.from(text, 'latin1')
    const value = Buffer.concat([Buffer.from('Bearer '), octets])
    expectInvalidRequest(await server.request({ headers: [['Authorization', value]] }))
    expectInvalidRequest(await postForm(world, percentEncoded(octets)))
  })
}

/** Headers are refused for their size alone; of a form it is the token that is read. */
async function expectAllTooLarge(world: World, tokens: NamedTokens): Promise<void> {
  const server = await world.server()
  await eachNamed(tokens, async (token) => {
    expectTooLarge(await server.get('/r', token))
    expectInvalidToken(await postForm(world, token))
  })
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

function percentEncoded(octets: Buffer): string {
  return octets.toString('hex').replaceAll(/../g, '%$&')
}
