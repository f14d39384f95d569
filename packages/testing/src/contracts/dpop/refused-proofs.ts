import { eachNamed } from '../attacks/refused-tokens.js'
import type { ContractCase } from '../case.js'
import { expectAccepted } from '../expect.js'
import type { Server, ServerSetup, World } from '../world.js'
import { createClient, type DpopClient } from './clients.js'
import { expectInvalidProof } from './expect.js'

/** Proofs by what is wrong with them. */
export type NamedProofs = Readonly<Record<string, string | readonly string[]>>

/** A case in which every proof is refused, while a good one of the same client is not. */
export function refusesProofs(
  ids: readonly string[],
  title: string,
  proofs: (client: DpopClient, world: World) => NamedProofs | Promise<NamedProofs>,
  setup?: ServerSetup,
): ContractCase {
  return {
    ids,
    title,
    async run(world) {
      const client = await createClient(world)
      const server = await world.server(setup)
      await expectProofsRefused(server, client, await proofs(client, world))
    },
  }
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

/** One proof for each set of changed claims, named by them. */
export function withClaims(
  client: DpopClient,
  changes: readonly Readonly<Record<string, unknown>>[],
): NamedProofs {
  return Object.fromEntries(
    changes.map((claims) => [nameOf(claims), client.proof({ claims })] as const),
  )
}

/** The same for changed headers. */
export function withHeaders(
  client: DpopClient,
  changes: readonly Readonly<Record<string, unknown>>[],
): NamedProofs {
  return Object.fromEntries(
    changes.map((header) => [nameOf(header), client.proof({ header })] as const),
  )
}

function nameOf(changes: Readonly<Record<string, unknown>>): string {
  return Object.entries(changes)
    .map(([name, value]) => `${name} ${JSON.stringify(value) ?? 'missing'}`)
    .join(', ')
    .slice(0, 160)
}
