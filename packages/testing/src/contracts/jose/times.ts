import { expectAllRefused } from '../attacks/refused-tokens.js'
import type { ContractCase } from '../case.js'
import { expectAccepted, expectMisconfigured } from '../expect.js'
import { eachVariant } from '../variants.js'
import type { ServerSetup, World } from '../world.js'

const TOLERANT_SERVER: ServerSetup = { key: 'tolerance 30', options: { clockTolerance: 30 } }
const DEFAULT_TOLERANCE: ServerSetup = {
  key: 'default tolerance',
  options: { clockTolerance: undefined },
}

/** RFC 7519 §4.1.4 to §4.1.6: when a token is good. */
export const timeCases: readonly ContractCase[] = [
  {
    ids: ['JOSE-28'],
    title: 'refuses a token on the instant of its exp, and not before',
    async run(world) {
      const now = world.clock.now()
      await expectAllAccepted(world, [{ exp: now + 1 }, { exp: now + 0.001 }])
      await expectAllRefused(world, signedAll(world, [{ exp: now }, { exp: now - 1 }]))
      // And while it is in use: the same token, a little later.
      const token = await world.idp.token({ exp: now + 2 })
      const server = await world.server()
      expectAccepted(await server.get('/r', token))
      world.clock.advance(2)
      await expectAllRefused(world, { 'in use': token })
    },
  },
  {
    ids: ['JOSE-29'],
    title: 'forgives as much clock difference as it was told to, and no more',
    async run(world) {
      const now = world.clock.now()
      await expectAllAccepted(world, [{ exp: now - 29 }, { nbf: now + 30 }], TOLERANT_SERVER)
      const beyond = [{ exp: now - 30 }, { exp: now - 31 }, { nbf: now + 31 }]
      await expectAllRefused(world, signedAll(world, beyond), { setup: TOLERANT_SERVER })
    },
  },
  {
    ids: ['JOSE-29'],
    title: 'forgives five seconds by default',
    async run(world) {
      const now = world.clock.now()
      await expectAllAccepted(world, [{ exp: now - 4 }, { nbf: now + 5 }], DEFAULT_TOLERANCE)
      const beyond = signedAll(world, [{ exp: now - 5 }, { nbf: now + 6 }])
      await expectAllRefused(world, beyond, { setup: DEFAULT_TOLERANCE })
    },
  },
  {
    ids: ['JOSE-29'],
    title: 'takes no tolerance that would switch checks off',
    async run({ core, idp, audience }) {
      for (const clockTolerance of [NaN, -1, Infinity, -Infinity, '5', null, 1e9, [5]]) {
        expectMisconfigured(
          core,
          { issuer: idp.issuer, audience, clockTolerance },
          'clockTolerance',
        )
      }
    },
  },
  {
    ids: ['JOSE-30'],
    title: 'takes dates with a fraction of a second',
    run: async (world) => {
      const now = world.clock.now()
      await expectAllAccepted(world, [
        { exp: now + 300.5, iat: now - 0.25, nbf: now - 0.5 },
        { exp: now + 0.5 },
        { iat: now - 1e-6 },
      ])
    },
  },
  {
    ids: ['JOSE-33', 'JOSE-34'],
    title: 'takes nbf on its instant, and an iat that is a little ahead',
    run: async (world) => {
      const now = world.clock.now()
      await expectAllAccepted(world, [
        { nbf: now },
        { nbf: 0 },
        { iat: now + 8 },
        { iat: now + 10 },
        { iat: now + 60 },
        { iat: 0 },
      ])
    },
  },
]

type Claims = Readonly<Record<string, unknown>>

function expectAllAccepted(
  world: World,
  variants: readonly Claims[],
  setup?: ServerSetup,
): Promise<void> {
  return eachVariant(variants, async (claims) => {
    const server = await world.server(setup)
    expectAccepted(await server.get('/r', await world.idp.token(claims)))
  })
}

function signedAll({ idp }: World, variants: readonly Claims[]): Record<string, string> {
  return Object.fromEntries(
    variants.map((payload) => [JSON.stringify(payload), idp.sign({ payload })]),
  )
}
