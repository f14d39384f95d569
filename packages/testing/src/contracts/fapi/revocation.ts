import type { ContractCase } from '../case.js'
import { expectAccepted } from '../expect.js'
import { certificates } from '../mtls/certificates.js'
import { expectError } from '../mtls/expect-error.js'
import { holderOf, profile, proven } from './clients.js'

/** FAPI 2.0 Security Profile §5.3.4: tokens that were revoked before they expired. */
export const revocationCases: readonly ContractCase[] = [
  {
    ids: ['FAPI-03'],
    title:
      'takes no token that its status list withdraws, from the ttl of the list on at the latest',
    async run(world) {
      const { idp, clock } = world
      const server = await world.server(profile)
      const list = await world.statusList({ ttl: 20 })
      const holder = await holderOf(world)
      const { client: certificate } = await certificates(world)
      const bound = { status: list.claim(1), cnf: { jkt: holder.thumbprint } }
      const byProof = await idp.token(bound)
      const byCertificate = await idp.token({
        status: list.claim(2),
        cnf: { 'x5t#S256': certificate.thumbprint },
      })
      const use = async (): Promise<readonly Awaited<ReturnType<typeof server.request>>[]> => [
        await server.request(proven(world, holder, byProof)),
        await server.request({ token: byCertificate, certificate }),
      ]
      for (const answer of await use()) expectAccepted(answer)
      list.set(1, 1)
      list.set(2, 1)
      clock.advance(21)
      const [first, second] = await use()
      const expected = { status: 401, error: 'invalid_token' } as const
      if (!first || !second) throw new Error('two requests have two answers')
      expectError(first, 'DPoP', expected)
      expectError(second, 'Bearer', expected)
    },
  },
]
