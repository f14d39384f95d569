import assert from 'node:assert/strict'
import type { DpopAttack } from '../../attacks/dpop/dpop-attack.js'
import type { NamedProofs } from '../../attacks/dpop/proof-attack.js'
import { eachNamed } from '../attacks/refused-tokens.js'
import type { ContractCase } from '../case.js'
import { expectAccepted, expectInvalidToken } from '../expect.js'
import type { Answer, ContractRequest, Server, World } from '../world.js'
import { createClient, type DpopClient } from './clients.js'
import { expectInvalidDpopToken, expectInvalidProof } from './expect.js'

/** The case of an attack: every request is refused, while a good one of the same client is not. */
export function refusesAttack(attack: DpopAttack): ContractCase {
  const { rows, title, replay } = attack
  return {
    ids: rows,
    title,
    async run(world: World) {
      const client = await createClient(world)
      const server = await world.server()
      const requests = await attack.requests(client)
      assert.notDeepEqual(requests, {}, 'the attack made no request')
      await eachNamed(requests, async ({ scheme, token, proofs }) => {
        const lines = proofs.map((line) => ['DPoP', line] as const)
        const request: ContractRequest = {
          headers: [['Authorization', `${scheme} ${token}`], ...lines],
        }
        if (replay) expectAccepted(await server.request(request))
        expectRefused(attack, scheme, await server.request(request))
      })
      expectAccepted(await server.request(client.request()))
    },
  }
}

function expectRefused({ error }: DpopAttack, scheme: 'DPoP' | 'Bearer', answer: Answer): void {
  if (scheme === 'Bearer') expectInvalidToken(answer)
  else if (error === 'invalid_token') expectInvalidDpopToken(answer)
  else expectInvalidProof(answer)
}

/** Sends each with `GET /r`, and a good one at the end: nothing else was wrong. */
export async function expectProofsRefused(
  server: Server,
  client: DpopClient,
  proofs: NamedProofs,
): Promise<void> {
  await eachNamed(proofs, async (lines) => {
    expectInvalidProof(await server.request(client.send(lines)))
  })
  expectAccepted(await server.request(client.request()))
}
