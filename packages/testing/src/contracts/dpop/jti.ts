import { createProofKey } from '../../index.js'
import { expectTooLarge } from '../attacks/refused-tokens.js'
import type { ContractCase } from '../case.js'
import { expectAccepted } from '../expect.js'
import { eachVariant } from '../variants.js'
import type { Answer } from '../world.js'
import { createClient, strangerOf } from './clients.js'
import { expectInvalidProof } from './expect.js'

/** RFC 9449 §11.1: the name of a proof. */
export const jtiCases: readonly ContractCase[] = [
  {
    ids: ['DPOP-53', 'ATK-97'],
    title: 'keeps the jti of one key apart from that of another',
    async run(world) {
      const server = await world.server()
      const [one, other] = [
        await createClient(world),
        await createClient(world, { key: await strangerOf(world) }),
      ]
      const claims = { jti: 'everyone’s favourite' }
      await eachVariant([one, other], async ({ proof, send }) => {
        const request = send(proof({ claims }))
        expectAccepted(await server.request(request))
        expectInvalidProof(await server.request(request))
      })
    },
  },
  {
    ids: ['DPOP-53', 'ATK-97'],
    title: 'takes a long jti in full, or not at all',
    async run(world) {
      const server = await world.server()
      const { proof, send } = await createClient(world, { key: await createProofKey('EdDSA') })
      const sent = (jti: string): Promise<Answer> =>
        server.request(send(proof({ claims: { jti } })))
      await eachVariant([64, 65, 1000, 8000], async (length) => {
        const [one, other] = [`${'j'.repeat(length)}1`, `${'j'.repeat(length)}2`]
        expectAccepted(await sent(one))
        expectAccepted(await sent(other))
        expectInvalidProof(await sent(one))
      })
      const odd = ['\u{0}', 'a b', '\u{1f600}'.repeat(20), '__proto__', '#', ' ', '*']
      await eachVariant(odd, async (jti) => {
        expectAccepted(await sent(jti))
        expectInvalidProof(await sent(jti))
      })
      await eachVariant([100_000, 1_000_000], async (length) => {
        expectTooLarge(await sent('j'.repeat(length)))
      })
    },
  },
]
