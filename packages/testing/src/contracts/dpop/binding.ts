import { keyBindingAttacks } from '../../attacks/dpop/key-binding.js'
import type { ContractCase } from '../case.js'
import { expectAccepted, expectInvalidToken } from '../expect.js'
import { eachVariant } from '../variants.js'
import { createClient } from './clients.js'
import { expectInvalidDpopToken } from './expect.js'
import { refusesAttack } from './refused-proofs.js'

/** RFC 9449 §4.3 #12, §6, §7: the token that a proof is for, and the key that the token is bound to. */
export const bindingCases: readonly ContractCase[] = [
  ...keyBindingAttacks.map(refusesAttack),
  {
    ids: ['DPOP-27', 'ATK-91'],
    title: 'refuses a token with a proof that shows the key of the provider',
    async run(world) {
      const server = await world.server()
      const client = await createClient(world)
      // The provider's own key proves nothing for the client.
      const { publicJwk } = world.idp.keys.get('es1') ?? {}
      const { kid: _kid, use: _use, alg: _alg, ...jwk } = publicJwk ?? {}
      const made = client.proof({ header: { jwk } })
      expectInvalidDpopToken(await server.request(client.send(made)))
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
