import assert from 'node:assert/strict'
import type { ContractCase } from '../case.js'
import { expectAccepted, expectInvalidToken } from '../expect.js'
import { eachVariant } from '../variants.js'
import { keyOf } from './key-of.js'
import { expectAllRefused } from './refused-tokens.js'
import { expectKeysUnused } from './unused-keys.js'
import { keyPair } from '../../key-pair.js'

/** Sets in which keys share a name, are too many, or should not be. */
export const keySetCases: readonly ContractCase[] = [
  {
    ids: ['ATK-85', 'FAPI-08'],
    title: 'picks the one key of a kid that fits the algorithm',
    async run(world) {
      const idp = await world.provider({ algorithms: ['ES256', 'RS256', 'Ed25519'] })
      idp.jwks.keys = [...idp.keys.values()].map(({ publicJwk }) => ({ ...publicJwk, kid: 'a' }))
      const setup = { key: 'one kid, several types', options: { issuer: idp.issuer } }
      const server = await world.server(setup)
      for (const key of idp.keys.values()) {
        // oxlint-disable-next-line no-await-in-loop
        expectAccepted(await server.get('/r', await idp.token({}, { header: { kid: 'a' }, key })))
      }
    },
  },
  {
    ids: ['ATK-85', 'FAPI-08'],
    title: 'tries every key of one kid and algorithm, up to four',
    async run(world) {
      const idp = await world.provider({ algorithms: Array.from({ length: 6 }, () => 'ES256') })
      const jwks = [...idp.keys.values()].map(({ publicJwk }) => publicJwk)
      idp.jwks.keys = [
        ...jwks.slice(0, 2).map((jwk) => ({ ...jwk, kid: 'twins' })),
        ...jwks.slice(0, 4).map((jwk) => ({ ...jwk, kid: 'four' })),
        // Above that number the sender of a token would choose how much we compute.
        ...jwks.slice(0, 5).map((jwk) => ({ ...jwk, kid: 'five' })),
        ...strangers('crowd', 500),
        { ...jwks[0], kid: 'crowd' },
      ]
      const setup = { key: 'one kid, one type', options: { issuer: idp.issuer } }
      const server = await world.server(setup)
      const signed = (kid: string, key: string): string => idp.sign({ header: { kid }, key })
      const good = [
        ...['es1', 'es2'].map((key) => signed('twins', key)),
        ...['es1', 'es2', 'es3', 'es4'].map((key) => signed('four', key)),
      ]
      await eachVariant(good, async (token) => {
        expectAccepted(await server.get('/r', token))
      })
      const tokens = {
        'a key of another kid': signed('twins', 'es3'),
        'a fifth key that is not in the set': signed('four', 'es5'),
        'the fifth key': signed('five', 'es5'),
        'a key that is in no place': signed('five', 'es6'),
        'the last of many': signed('crowd', 'es1'),
      }
      await expectAllRefused(world, tokens, { setup, idp })
    },
  },
  {
    ids: ['ATK-85'],
    title: 'bounds how many keys it takes from one set, and how large the set is',
    async run(world) {
      const idp = await world.provider({ algorithms: ['ES256', 'ES256'] })
      const last = keyOf(idp, 'es2')
      const many = Array.from({ length: 10_000 }, (_, n) => ({ ...last.publicJwk, kid: `k${n}` }))
      idp.jwks.keys = [keyOf(idp).publicJwk, ...many]
      const options = { issuer: idp.issuer }
      const limits = { jwksBytes: 16_000_000 }
      const patient = await world.server({ key: '10 000 keys', options: { ...options, limits } })
      expectAccepted(await patient.get('/r', await idp.token()))
      const known = idp.sign({ header: { kid: 'k10' }, key: last })
      expectAccepted(await patient.get('/r', known))
      const beyond = idp.sign({ header: { kid: 'k9999' }, key: last })
      expectInvalidToken(await patient.get('/r', beyond))

      const strict = world.core.createVerifier({ ...options, audience: world.audience })
      await assert.rejects(strict.verifyToken(await idp.token()), { status: 503 })
      strict.close()
    },
  },
  {
    ids: ['ATK-85', 'JOSE-27'],
    title: 'passes over the private keys in a set, and keeps to the others',
    run: (world) =>
      expectKeysUnused(
        world,
        'private keys published',
        (idp) =>
          [...idp.keys.values()].map((key) => {
            const kid = `private ${key.kid}`
            const jwk = { ...key.publicJwk, ...key.privateKey.export({ format: 'jwk' }), kid }
            return { jwk, token: idp.sign({ header: { kid }, key }) }
          }),
        ['ES256', 'RS256', 'Ed25519'],
      ),
  },
  {
    ids: ['ATK-85', 'JOSE-27'],
    title: 'does no key harm for its neighbours, one of each useless kind',
    async run(world) {
      const idp = await world.provider({ algorithms: ['ES256', 'RS256'] })
      const es1 = keyOf(idp).publicJwk
      const tiny = keyPair('rsa', { modulusLength: 1024 }).publicKey
      const useless: readonly unknown[] = [
        null,
        keyOf(idp).privateKey.export({ format: 'jwk' }),
        { kty: 'oct', kid: 'es1', alg: 'HS256', k: Buffer.alloc(32).toString('base64url') },
        { ...tiny.export({ format: 'jwk' }), kid: 'rs1' },
        { ...es1, use: 'enc' },
        { ...es1, x: es1.y },
      ]
      // Between any two of them, and at both ends, stands a good key.
      idp.jwks.keys = [
        es1,
        ...useless.flatMap((entry, n) => [entry, { ...es1, kid: `good ${n}` }]),
        keyOf(idp, 'rs1').publicJwk,
      ]
      const options = { issuer: idp.issuer }
      const server = await world.server({ key: 'useless neighbours', options })
      expectAccepted(await server.get('/r', await idp.token()))
      expectAccepted(await server.get('/r', await idp.token({}, { key: 'rs1' })))
      await eachVariant([...useless.keys()], async (n) => {
        expectAccepted(await server.get('/r', idp.sign({ header: { kid: `good ${n}` } })))
      })
      assert.equal(idp.requestCount('jwks'), 1)
    },
  },
]

/** Keys of one name whose private halves nobody has. */
function strangers(kid: string, count: number): readonly object[] {
  return Array.from({ length: count }, () => ({
    ...keyPair('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' }),
    kid,
  }))
}
