import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import type { ContractCase } from '../case.js'
import { expectAccepted, expectInvalidToken } from '../expect.js'
import { keyOf } from './forge/compact.js'
import { expectAllRefused } from './refused-tokens.js'
import { expectKeysUnused } from './unused-keys.js'

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
    ids: ['ATK-85'],
    title: 'refuses a token whose kid and algorithm fit several keys, however many',
    async run(world) {
      const idp = await world.provider({ algorithms: ['ES256', 'ES256', 'ES256'] })
      const jwks = [...idp.keys.values()].map(({ publicJwk }) => publicJwk)
      const [one, first, second] = jwks
      const twins = [first, second].map((jwk) => ({ ...jwk, kid: 'a' }))
      const strangers = Array.from({ length: 500 }, () => ({
        ...generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' }),
        kid: 'crowd',
      }))
      idp.jwks.keys = [one, ...twins, ...strangers, { ...second, kid: 'crowd' }]
      const setup = { key: 'one kid, one type', options: { issuer: idp.issuer } }
      const tokens = Object.fromEntries(
        [...idp.keys.values()].flatMap((key) =>
          ['a', 'crowd'].map((kid) => [`${kid} by ${key.kid}`, idp.sign({ header: { kid }, key })]),
        ),
      )
      await expectAllRefused(world, tokens, { setup, idp })
      expectAccepted(await (await world.server(setup)).get('/r', await idp.token()))
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
]
