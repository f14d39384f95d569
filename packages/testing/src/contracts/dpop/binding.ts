import { createHash } from 'node:crypto'
import type { ContractCase } from '../case.js'
import { expectAccepted, expectInvalidToken } from '../expect.js'
import { eachVariant } from '../variants.js'
import { createClient, strangerOf } from './clients.js'
import { expectInvalidDpopToken } from './expect.js'
import { refusesProofs, withClaims } from './refused-proofs.js'

/** RFC 9449 §4.3 #12, §6, §7: the token that a proof is for, and the key that the token is bound to. */
export const bindingCases: readonly ContractCase[] = [
  refusesProofs(
    ['DPOP-26', 'ATK-90'],
    'asks for the hash of this very token',
    async (client, { idp }) => {
      const { token } = client
      const good = digest(token).toString('base64url')
      const other = await idp.token({ cnf: { jkt: client.key.thumbprint } })
      return withClaims(
        client,
        [
          digest(other).toString('base64url'),
          digest(token).toString('hex'),
          // It has one of the two characters that are spelled otherwise, or is padded.
          digest(token).toString('base64'),
          `${good}=`,
          digest(token, 'sha512').toString('base64url'),
          digest(token, 'sha384').toString('base64url'),
          good.slice(0, 22),
          good.slice(0, -1),
          good.toUpperCase(),
          ` ${good}`,
          digest(`DPoP ${token}`).toString('base64url'),
          digest(token.slice(0, token.lastIndexOf('.'))).toString('base64url'),
          digest('').toString('base64url'),
          token,
          '',
          [good],
          { ath: good },
          null,
          1,
        ].map((ath) => ({ ath })),
      )
    },
  ),
  {
    ids: ['DPOP-27', 'ATK-88', 'ATK-91'],
    title: 'refuses a token with a proof by another key',
    async run(world) {
      const server = await world.server()
      const owner = await createClient(world)
      const { token } = owner
      const thief = await createClient(world, { key: await strangerOf(world), token })
      expectInvalidDpopToken(await server.request(thief.request()))
      await eachVariant([{ kid: owner.key.thumbprint }, { x5c: [] }], async (header) => {
        const made = thief.proof({ header })
        expectInvalidDpopToken(await server.request(thief.send(made)))
      })
      // The provider's own key proves nothing for the client.
      const { publicJwk } = world.idp.keys.get('es1') ?? {}
      const { kid: _kid, use: _use, alg: _alg, ...jwk } = publicJwk ?? {}
      const made = owner.proof({ header: { jwk } })
      expectInvalidDpopToken(await server.request(owner.send(made)))
      expectAccepted(await server.request(owner.request()))
    },
  },
  {
    ids: ['DPOP-29'],
    title: 'refuses a token that is bound to no key with the scheme DPoP',
    async run(world) {
      const server = await world.server()
      const { request } = await createClient(world, { token: await world.idp.token() })
      await eachVariant(['/r', '/optional'], async (path) => {
        expectInvalidDpopToken(await server.request(request({ path })))
      })
      const bare = [['Authorization', `DPoP ${await world.idp.token()}`]] as const
      expectInvalidDpopToken(await server.request({ headers: bare }))
    },
  },
  {
    ids: ['DPOP-30'],
    title: 'refuses a malformed confirmation with either scheme',
    async run(world) {
      const server = await world.server()
      const { thumbprint } = (await createClient(world)).key
      const malformed = [
        'x',
        [],
        null,
        1,
        true,
        {},
        thumbprint,
        [{ jkt: thumbprint }],
        { JKT: thumbprint },
        ...[1, '', [thumbprint], null, true, {}, 'x', `${thumbprint}=`, thumbprint.slice(1)].map(
          (jkt) => ({ jkt }),
        ),
        { jkt: `${thumbprint} ` },
        { jkt: Buffer.from(thumbprint, 'base64url').toString('base64') },
        { jkt: Buffer.from(thumbprint, 'base64url').toString('hex') },
        { jkt: thumbprint, kid: 'k' },
        { jkt: thumbprint, jwk: {} },
        { jkt: thumbprint, 'x5t#S256': 'x' },
        { 'jkt#S256': thumbprint },
      ]
      await eachVariant(malformed, async (cnf) => {
        const { token, request } = await createClient(world, { claims: { cnf } })
        expectInvalidDpopToken(await server.request(request()))
        expectInvalidToken(await server.get('/r', token))
      })
    },
  },
  {
    ids: ['DPOP-31'],
    title: 'tolerates members of the confirmation that confirm nothing',
    async run(world) {
      const server = await world.server()
      const jkt = (await createClient(world)).key.thumbprint
      await eachVariant([{ 'x-note': 1 }, { note: 'x', y: {} }], async (more) => {
        const { request } = await createClient(world, { claims: { cnf: { jkt, ...more } } })
        expectAccepted(await server.request(request()))
      })
    },
  },
]

function digest(text: string, hash = 'sha256'): Buffer {
  return createHash(hash).update(text).digest()
}
