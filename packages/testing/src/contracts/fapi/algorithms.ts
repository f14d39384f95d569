import assert from 'node:assert/strict'
import type { SigningAlgorithm } from '@countersign/issuer'
import { signedByHmac, unsigned } from '../../attacks/forge/compact.js'
import { subjectIn } from '../attacks/subject-in.js'
import { eachNamed } from '../attacks/refused-tokens.js'
import type { ContractCase } from '../case.js'
import { expectAccepted, expectInvalidToken } from '../expect.js'
import { holderBy } from '../holders.js'
import { certificates } from '../mtls/certificates.js'
import { expectError } from '../mtls/expect-error.js'
import { eachVariant } from '../variants.js'
import { bothClients, profiledServer, proven } from './clients.js'

const ALLOWED: readonly SigningAlgorithm[] = ['PS256', 'ES256', 'EdDSA', 'Ed25519']
const OTHERS: readonly SigningAlgorithm[] = ['RS256', 'RS512', 'PS384', 'PS512', 'ES384', 'ES512']

/** FAPI 2.0 Security Profile §5.4. */
export const algorithmCases: readonly ContractCase[] = [
  {
    ids: ['FAPI-06'],
    title: 'takes tokens signed by PS256, ES256 and Ed25519, and no others',
    async run(world) {
      const idp = await world.provider({ algorithms: [...ALLOWED, ...OTHERS] })
      const server = await profiledServer(world, 'tokens by every algorithm', idp.issuer)
      const { client: certificate } = await certificates(world)
      const cnf = { 'x5t#S256': certificate.thumbprint }
      await eachVariant([...idp.keys.values()], async (key) => {
        const answer = await server.request({
          token: await idp.token({ cnf }, { key }),
          certificate,
        })
        if (ALLOWED.includes(key.algorithm)) expectAccepted(answer)
        else expectInvalidToken(answer)
      })
      const [jwk] = idp.jwks.keys
      const payload = { cnf }
      const subject = subjectIn(world, idp)
      const forged = {
        none: unsigned(subject, { payload, header: { alg: 'none' } }),
        'HS256 by a public key': signedByHmac(subject, JSON.stringify(jwk), { payload }),
        'HS256 by an empty secret': signedByHmac(subject, '', { payload }),
      }
      await eachNamed(forged, async (token) => {
        expectInvalidToken(await server.request({ token, certificate }))
      })
    },
  },
  {
    ids: ['FAPI-06'],
    title: 'takes proofs signed by PS256, ES256 and Ed25519, and tells clients so',
    async run(world) {
      const server = await profiledServer(world, 'proofs by every algorithm', world.idp.issuer)
      await eachVariant([...ALLOWED, ...OTHERS], async (algorithm) => {
        const holder = await holderBy(world, algorithm)
        const token = await world.idp.token({ cnf: { jkt: holder.thumbprint } })
        const answer = await server.request(proven(world, holder, token))
        if (ALLOWED.includes(algorithm)) expectAccepted(answer)
        else expectError(answer, 'DPoP', { status: 401, error: 'invalid_dpop_proof' })
      })
      const { challenges } = await server.get('/r')
      const algs = challenges.find(({ scheme }) => scheme === 'DPoP')?.params['algs']?.split(' ')
      assert.deepEqual(algs?.toSorted(), [...ALLOWED].toSorted())
    },
  },
  {
    ids: ['FAPI-08'],
    title: 'picks the key of a kid by what else stands in it, and follows no address',
    async run(world) {
      const idp = await world.provider({ algorithms: ['ES256', 'RS256', 'PS256'] })
      const strange = { x5u: `${idp.issuer}/x5u`, jku: `${idp.issuer}/jku` }
      idp.jwks.keys = [...idp.keys.values()].map(({ publicJwk }) => ({
        ...publicJwk,
        ...strange,
        kid: 'a',
      }))
      const server = await profiledServer(world, 'one kid for all', idp.issuer)
      const { client: certificate } = await certificates(world)
      const cnf = { 'x5t#S256': certificate.thumbprint }
      const signed = (key: string, header: object = {}): Promise<string> =>
        idp.token({ cnf }, { key, header: { kid: 'a', ...header } })
      await eachVariant(['es1', 'ps1'], async (key) => {
        expectAccepted(await server.request({ token: await signed(key), certificate }))
      })
      expectInvalidToken(await server.request({ token: await signed('rs1'), certificate }))
      await server.request({ token: await signed('es1', strange), certificate })
      assert.deepEqual(
        idp.requests.filter(({ url }) => /x5u|jku/.test(url)),
        [],
      )
    },
  },
  {
    ids: ['FAPI-09'],
    title: 'refuses every token that came over plain HTTP',
    async run(world) {
      const setup = { key: 'fapi2 proxied', trustProxy: true, options: { profile: 'fapi2' } }
      const server = await world.server(setup)
      const [byProof] = await bothClients(world)
      const over = (scheme: string) =>
        server.request({
          ...byProof,
          headers: [
            ...(byProof.headers ?? []),
            ['X-Forwarded-For', '203.0.113.9'],
            ['X-Forwarded-Proto', scheme],
          ],
        })
      const { status, challenges } = await over('http')
      assert.equal(status, 400)
      assert.deepEqual(
        challenges.map(({ params }) => params['error']),
        ['invalid_request'],
      )
      expectAccepted(await over('https'))
    },
  },
]
