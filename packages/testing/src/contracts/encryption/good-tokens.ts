import assert from 'node:assert/strict'
import type { ContractCase } from '../case.js'
import { createClient } from '../dpop/clients.js'
import { expectInvalidProof } from '../dpop/expect.js'
import { expectAccepted, expectInvalidToken } from '../expect.js'
import { eachVariant } from '../variants.js'
import type { World } from '../world.js'
import { encrypt, seal } from './encrypt.js'
import { CONTENT_KEYS, encryptedServer, serverKey } from './server-keys.js'

const RSA = ['RSA-OAEP', 'RSA-OAEP-256', 'RSA-OAEP-384', 'RSA-OAEP-512']
const AGREEMENT = ['ECDH-ES', 'ECDH-ES+A128KW', 'ECDH-ES+A192KW', 'ECDH-ES+A256KW']
const SHARED = [128, 192, 256].flatMap((bits) => [`A${bits}KW`, `A${bits}GCMKW`])
const ENCRYPTIONS = Object.keys(CONTENT_KEYS)

type Way = readonly [kid: string, alg: string, enc: string]

/** Every `alg` with every `enc`, and the name of the key that it goes to. */
const WAYS: readonly Way[] = ENCRYPTIONS.flatMap((enc): readonly Way[] => [
  ...RSA.map((alg) => ['RSA', alg, enc] as const),
  ...AGREEMENT.map((alg) => ['P-256', alg, enc] as const),
  ...SHARED.map((alg) => [alg, alg, enc] as const),
  [enc, 'dir', enc],
])

/** Every curve with every `alg`. */
const CURVES: readonly Way[] = ['P-384', 'P-521', 'X25519'].flatMap((crv) =>
  AGREEMENT.map((alg) => [crv, alg, 'A128GCM'] as const),
)

/** RFC 7516, RFC 7518 §4 and §5, RFC 9068 §4: what is signed, then encrypted to us, is taken. */
export const goodTokenCases: readonly ContractCase[] = [
  {
    ids: [],
    title: 'opens tokens of every alg and enc, by the name of the key',
    async run(world) {
      const server = await world.server(encryptedServer)
      const token = await world.idp.token()
      await eachVariant([...WAYS, ...CURVES], async ([name, alg, enc]) => {
        const sealed = await encrypt(serverKey(world, name), token, { alg, enc })
        assert.equal(expectAccepted(await server.get('/r', sealed)).subject, 'u1')
      })
    },
  },
  {
    ids: [],
    title: 'opens tokens that do not name the key',
    async run(world) {
      const server = await world.server(encryptedServer)
      const token = await world.idp.token()
      const once = WAYS.filter(([, alg, enc]) => alg === 'dir' || enc === 'A256GCM')
      await eachVariant([...once, ...CURVES], async ([name, alg, enc]) => {
        const nameless = { alg, enc, kid: undefined }
        const sealed = await encrypt(serverKey(world, name), token, nameless)
        expectAccepted(await server.get('/r', sealed))
      })
    },
  },
  {
    ids: [],
    title: 'takes the content types that say that a token is inside',
    async run(world) {
      const server = await world.server(encryptedServer)
      const types = ['JWT', 'jwt', 'application/jwt', 'at+jwt', 'AT+JWT', 'application/at+jwt']
      await eachVariant(types, async (cty) => {
        expectAccepted(await server.get('/r', await seal(world, await world.idp.token(), { cty })))
      })
    },
  },
  {
    ids: [],
    title: 'takes claims that stand outside as well, where they are those inside',
    async run(world) {
      const server = await world.server(encryptedServer)
      const claims = world.idp.claims()
      const sealed = await seal(world, await world.idp.token(), {
        iss: claims['iss'],
        aud: claims['aud'],
        sub: claims['sub'],
      })
      expectAccepted(await server.get('/r', sealed))
      const several = await world.idp.token({ aud: [world.audience, 'https://other.example'] })
      const aud = [world.audience, 'https://other.example']
      expectAccepted(await server.get('/r', await seal(world, several, { aud })))
      await eachVariant(
        [{ iss: 'https://other.example' }, { aud: 'https://other.example' }, { sub: 'u2' }],
        async (header) => {
          const token = await world.idp.token()
          expectInvalidToken(await server.get('/r', await seal(world, token, header)))
        },
      )
    },
  },
  {
    ids: [],
    title: 'takes a token that comes again, and not one that only ends like it',
    async run(world) {
      const server = await world.server(encryptedServer)
      const [token, other] = await Promise.all([
        seal(world, await world.idp.token()),
        seal(world, await world.idp.token()),
      ])
      await eachVariant([1, 2, 3, 4], async () => {
        expectAccepted(await server.get('/r', token))
      })
      const tag = token.slice(token.lastIndexOf('.'))
      const forged = other.slice(0, other.lastIndexOf('.')) + tag
      expectInvalidToken(await server.get('/r', forged))
      expectAccepted(await server.get('/r', token))
    },
  },
  {
    ids: [],
    title: 'holds an encrypted token to its binding, with the hash of what was sent',
    run: holdsToBinding,
  },
]

async function holdsToBinding(world: World): Promise<void> {
  const server = await world.server(encryptedServer)
  const { key, token: inner } = await createClient(world)
  const token = await seal(world, inner)
  const client = await createClient(world, { key, token })
  await eachVariant([1, 2, 3], async () => {
    expectAccepted(await server.request(client.request()))
  })
  expectInvalidToken(await server.get('/r', token))
  // The hash is of the token as it was sent, and not of what is in it.
  expectInvalidProof(await server.request(client.request({}, { token: inner })))
  expectInvalidProof(await server.request(client.send([])))
}
