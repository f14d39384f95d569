import type { TestIdentityProvider } from '../../index.js'
import { crossJwtAttacks } from '../../attacks/tokens/cross-jwt.js'
import type { ContractCase } from '../case.js'
import { expectAccepted } from '../expect.js'
import type { ServerSetup } from '../world.js'
import { attackOf, expectAllRefused, refusesAttack, type NamedTokens } from './refused-tokens.js'
import { subjectIn } from './subject-in.js'

/** A server that takes `typ: JWT` and no `typ` too. */
const PLAIN_JWT_SERVER: ServerSetup = {
  key: 'plain JWTs',
  options: { tokenType: 'jwt' },
}

/** Other JWTs of a trusted issuer, signed by the right key and meant for somebody else. */
export const crossJwtCases: readonly ContractCase[] = [
  ...crossJwtAttacks.map(refusesAttack),
  {
    ids: ['ATK-54', 'AT-12', 'BCP-10'],
    title: 'takes a plain JWT where plain JWTs are taken',
    async run(world) {
      const server = await world.server(PLAIN_JWT_SERVER)
      const plain = await world.idp.token({}, { header: { typ: 'JWT' } })
      expectAccepted(await server.get('/r', plain))
    },
  },
  ...['id-token', 'marked-jwt-kinds', 'dpop-proof-as-token', 'other-audience'].map(refusesPlain),
  {
    ids: ['ATK-59', 'BCP-07'],
    title: 'refuses the token of one issuer signed by the key of another, under the same kid',
    async run(world) {
      const other = await world.provider()
      const setup = { key: 'two issuers', options: { issuer: [world.idp.issuer, other.issuer] } }
      const server = await world.server(setup)
      expectAccepted(await server.get('/r', await world.idp.token()))
      expectAccepted(await server.get('/r', await other.token()))
      await expectAllRefused(world, signedByTheOther(world.idp, other), { setup })
      await expectAllRefused(world, signedByTheOther(other, world.idp), { setup, idp: other })
    },
  },
]

/** The same where plain JWTs are taken: by what is in them. */
function refusesPlain(id: string): ContractCase {
  const attack = attackOf(crossJwtAttacks, id)
  return {
    ids: attack.rows,
    title: `${attack.title}, where plain JWTs are taken`,
    async run(world) {
      const tokens = await attack.tokens(subjectIn(world))
      await expectAllRefused(world, tokens, { setup: PLAIN_JWT_SERVER })
    },
  }
}

/** Says to be from the first, and is signed by each key of the second. */
function signedByTheOther(from: TestIdentityProvider, by: TestIdentityProvider): NamedTokens {
  return Object.fromEntries([...by.keys.values()].map((key) => [key.kid, from.sign({ key })]))
}
