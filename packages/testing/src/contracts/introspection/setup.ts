import assert from 'node:assert/strict'
import type { RecordedRequest, TestIdentityProvider } from '../../index.js'
import { expectInvalidToken, expectUnavailable } from '../expect.js'
import type { Answer, Server, ServerSetup, World } from '../world.js'

/** Options of a verifier that asks a provider about tokens, by its secret; `changes` are to the endpoint's. */
export function introspecting(
  { issuer, introspection: { endpoint, client } }: TestIdentityProvider,
  changes: object = {},
): { readonly issuer: string; readonly introspection: object } {
  const { clientId, clientSecret } = client
  return { issuer, introspection: { endpoint, clientId, clientSecret, ...changes } }
}

/** Asks the provider of the world about opaque tokens. */
export const OPAQUE: ServerSetup = {
  key: 'introspect',
  options: ({ idp }) => introspecting(idp),
}

/** Wants signed answers of the provider of the world. */
export const SIGNED: ServerSetup = {
  key: 'introspect-jwt',
  options: ({ idp }) => introspecting(idp, { response: 'jwt' }),
}

/** Sends an opaque token that the provider of the world tells this of, beside what a good token has. */
export async function sendOpaque(
  { idp, server }: World,
  claims: Readonly<Record<string, unknown>>,
  path = '/r',
): Promise<Answer> {
  return (await server(OPAQUE)).get(path, idp.introspection.issue(claims))
}

/** The requests that came to the introspection endpoint of a provider. */
export function questionsTo({ requests }: TestIdentityProvider): readonly RecordedRequest[] {
  return requests.filter(({ url }) => url.startsWith('/introspect'))
}

/** The one request that a token makes a server send. */
export async function questionAbout(
  idp: TestIdentityProvider,
  send: () => Promise<unknown>,
): Promise<RecordedRequest> {
  const before = questionsTo(idp).length
  await send()
  const [question, ...more] = questionsTo(idp).slice(before)
  assert.ok(question, 'nobody was asked')
  assert.equal(more.length, 0, 'asked more than once')
  return question
}

/** 503: the provider is of no use. */
export async function expectOutage(server: Server, token: string): Promise<void> {
  expectUnavailable(await server.request({ token, outage: true }))
}

/** 401 `invalid_token`. */
export async function expectInvalid(server: Server, token: string): Promise<void> {
  expectInvalidToken(await server.get('/r', token))
}
