import assert from 'node:assert/strict'
import type { ContractCase } from '../case.js'
import { expectAccepted, expectInvalidToken } from '../expect.js'
import { formPost } from '../requests.js'
import { certificates } from '../mtls/certificates.js'
import { expectError } from '../mtls/expect-error.js'
import { eachVariant } from '../variants.js'
import type { Answer } from '../world.js'
import { bothClients, holderOf, profile, proofsOnly, proven } from './clients.js'

/** FAPI 2.0 Security Profile §5.3.4. */
export const tokenCases: readonly ContractCase[] = [
  {
    ids: ['FAPI-01'],
    title: 'takes tokens of the header: with a proof, and with the certificate',
    async run(world) {
      const server = await world.server(profile)
      await eachVariant(['GET', 'HEAD', 'POST', 'DELETE'], async (method) => {
        const clients = await bothClients(world, '/r', method)
        await eachVariant(clients, async (request) => {
          expectAccepted(await server.request(request))
        })
      })
      const [byProof] = await bothClients(world)
      expectAccepted(await (await world.server(proofsOnly)).request(byProof))
    },
  },
  {
    ids: ['FAPI-02'],
    title: 'takes no token of the query or of a form',
    async run(world) {
      const server = await world.server(profile)
      const { client: certificate } = await certificates(world)
      const { thumbprint } = await holderOf(world)
      const cnfs = [{ jkt: thumbprint }, { 'x5t#S256': certificate.thumbprint }]
      await eachVariant(cnfs, async (cnf) => {
        const token = await world.idp.token({ cnf })
        const parameter = `access_token=${token}`
        expectNothing(await server.request({ path: `/r?${parameter}`, certificate }))
        expectNothing(await server.request(formPost(parameter, { certificate })))
        expectNothing(
          await server.request({ headers: [['Cookie', `access_token=${token}`]], certificate }),
        )
      })
    },
  },
  {
    ids: ['FAPI-04'],
    title: 'answers missing scopes with insufficient_scope, in the challenge of the scheme used',
    async run(world) {
      const server = await world.server(profile)
      const [byProof, byCertificate] = await bothClients(world, '/r/write')
      const expected = { status: 403, error: 'insufficient_scope' } as const
      expectError(await server.request(byProof), 'DPoP', expected)
      expectError(await server.request(byCertificate), 'Bearer', expected)
    },
  },
  {
    ids: ['FAPI-05'],
    title: 'takes no token that its sender cannot prove to hold',
    async run(world) {
      const server = await world.server(profile)
      const { client, other } = await certificates(world)
      const holder = await holderOf(world)
      const unbound = await world.idp.token()
      const toKey = await world.idp.token({ cnf: { jkt: holder.thumbprint } })
      const toCertificate = await world.idp.token({ cnf: { 'x5t#S256': client.thumbprint } })
      const requests = [
        { token: unbound },
        { token: unbound, certificate: client },
        { token: unbound, path: '/optional' },
        { token: toCertificate },
        { token: toCertificate, certificate: other },
        { token: toKey },
        { token: toKey, certificate: client },
        { token: await world.idp.token({ cnf: { kid: 'k' } }), certificate: client },
      ]
      await eachVariant(requests, async (request) => {
        expectInvalidToken(await server.request(request))
      })
      const expected = { status: 401, error: 'invalid_token' } as const
      await eachVariant([unbound, toCertificate], async (token) => {
        const request = proven(world, holder, token)
        expectError(await server.request(request), 'DPoP', expected)
        expectError(await server.request({ ...request, certificate: client }), 'DPoP', expected)
      })
    },
  },
  {
    ids: ['FAPI-05'],
    title: 'offers no Bearer where only proofs are left',
    async run(world) {
      const server = await world.server(proofsOnly)
      const { client: certificate } = await certificates(world)
      const unbound = await world.idp.token()
      const bound = await world.idp.token({ cnf: { 'x5t#S256': certificate.thumbprint } })
      await eachVariant([undefined, unbound, bound], async (token) => {
        const request = { certificate, ...(token !== undefined && { token }) }
        const answer = await server.request(request)
        assert.equal(answer.status, 401)
        assert.deepEqual(
          answer.challenges.map(({ scheme }) => scheme),
          ['DPoP'],
        )
      })
    },
  },
]

/** 401 with no error in any challenge: nothing was found that counts as a token. */
function expectNothing({ status, challenges }: Answer): void {
  assert.equal(status, 401)
  assert.ok(challenges.length > 0)
  for (const { params } of challenges) assert.equal(params['error'], undefined)
}
