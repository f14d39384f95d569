import { expectAllRefused } from '../attacks/refused-tokens.js'
import { keyOf } from '../attacks/key-of.js'
import type { ContractCase } from '../case.js'
import { expectAccepted, expectInvalidToken } from '../expect.js'
import { signCompact } from '../../index.js'

/** RFC 8725 §3.1: which algorithms an issuer and a key may use. */
export const algorithmCases: readonly ContractCase[] = [
  {
    ids: ['BCP-01'],
    title: 'takes an algorithm off the list from no key, however good',
    async run(world) {
      const idp = await world.provider({ algorithms: ['ES256', 'RS512', 'ES384'] })
      const algorithms = ['ES256', 'RS256', 'PS256', 'EdDSA']
      const setup = { key: 'list of algorithms', options: { issuer: idp.issuer, algorithms } }
      const tokens = { RS512: idp.sign({ key: 'rs1' }), ES384: idp.sign({ key: 'es2' }) }
      await expectAllRefused(world, tokens, { setup, idp })
      expectAccepted(await (await world.server(setup)).get('/r', await idp.token()))

      // Nothing else is wrong with them.
      const open = await world.server({ key: 'every algorithm', options: { issuer: idp.issuer } })
      expectAccepted(await open.get('/r', tokens.RS512))
      expectAccepted(await open.get('/r', tokens.ES384))
    },
  },
  {
    ids: ['BCP-02'],
    title: 'keeps a list of algorithms for each issuer',
    async run(world) {
      const other = await world.provider({ algorithms: ['RS256', 'ES256'] })
      const issuer = [{ issuer: world.idp.issuer, algorithms: ['ES256'] }, other.issuer]
      const server = await world.server({ key: 'a list for each issuer', options: { issuer } })
      expectAccepted(await server.get('/r', await world.idp.token()))
      expectAccepted(await server.get('/r', await other.token({}, { key: 'rs1' })))
      expectInvalidToken(await server.get('/r', await world.idp.token({}, { key: 'rs1' })))
    },
  },
  {
    ids: ['BCP-03'],
    title: 'takes from a key the one algorithm that it is published for',
    async run(world) {
      const { idp } = world
      const signed = (key: string, algorithm: 'PS256' | 'RS384' | 'RS512' | 'PS512'): string =>
        signCompact({
          header: { typ: 'at+jwt', alg: algorithm, kid: key },
          payload: idp.claims(),
          key: keyOf(idp, key).privateKey,
          algorithm,
        })
      const algorithms = ['PS256', 'RS384', 'RS512', 'PS512'] as const
      const tokens = algorithms.map((alg) => [alg, signed('rs1', alg)] as const)
      await expectAllRefused(world, Object.fromEntries(tokens))
    },
  },
  {
    ids: ['AT-04'],
    title: 'takes every algorithm that it supports by default, RS256 among them',
    async run(world) {
      const idp = await world.provider({
        algorithms: ['RS256', 'RS384', 'PS256', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
      })
      const server = await world.server({ key: 'by default', options: { issuer: idp.issuer } })
      for (const key of idp.keys.values()) {
        // oxlint-disable-next-line no-await-in-loop
        expectAccepted(await server.get('/r', await idp.token({}, { key })))
      }
    },
  },
]
