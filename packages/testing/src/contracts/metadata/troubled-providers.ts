import { randomUUID } from 'node:crypto'
import type { Fault, Target, TestIdentityProvider } from '../../index.js'
import { expectAccepted, expectInvalidToken, expectUnavailable } from '../expect.js'
import { eachVariant } from '../variants.js'
import type { Server, World } from '../world.js'

/** Seconds: longer than any pause between two attempts. */
export const PAUSE = 31

/** What goes wrong with a provider whose keys are known already. */
export type Trouble = readonly [target: Target | 'all', fault: Fault]

/** A provider, and what happens to it. */
export interface Troubled {
  readonly idp: TestIdentityProvider
  readonly trouble: Trouble
}

/** Names it in the message of a failure. */
export const labelOf = ({ trouble }: Troubled): string => JSON.stringify(trouble)

/** One server that trusts a provider for each trouble, and knows its keys when the trouble starts. */
export async function warmUp(
  world: World,
  key: string,
  troubles: readonly Trouble[],
  clock: World['clock'] = world.clock,
): Promise<{ server: Server; troubled: readonly Troubled[] }> {
  const troubled = await Promise.all(
    troubles.map(async (trouble) => ({
      idp: await world.provider({ algorithms: ['ES256'], clock }),
      trouble,
    })),
  )
  const issuer = troubled.map(({ idp }) => idp.issuer)
  const server = await world.server({ key: `META-06 ${key}`, options: { issuer, clock } })
  await Promise.all(
    troubled.map(async ({ idp, trouble: [target, fault] }) => {
      expectAccepted(await server.get('/r', await idp.token()))
      idp.fault(target, fault)
    }),
  )
  return { server, troubled }
}

/** Once it answers again, its new keys are taken at the first token, and the old ones never more. */
export async function expectRecovery(
  { clock }: Pick<World, 'clock'>,
  server: Server,
  troubled: readonly Troubled[],
): Promise<void> {
  await Promise.all(
    troubled.map(async ({ idp }) => {
      idp.fault('all', undefined)
      await rotate(idp)
    }),
  )
  // Last, or a refresh that nobody asked for may come in between, and fail once more.
  clock.advance(PAUSE)
  await eachVariant(
    troubled,
    async ({ idp }) => {
      expectAccepted(await server.get('/r', await idp.token({}, { key: 'es2' })))
      expectInvalidToken(await server.get('/r', await idp.token()))
    },
    (one) => `after ${labelOf(one)}`,
  )
}

/** The key `es1` goes, `es2` takes its place. */
export async function rotate(idp: TestIdentityProvider): Promise<void> {
  await idp.addKey('ES256')
  idp.removeKey('es1')
}

/**
 * A key that nobody knows: such a token waits for the refresh that is under way, so this ends it.
 * Without an answer about the keys, or about where they are, it is no fault of the client's.
 */
export async function expectStranger(server: Server, idp: TestIdentityProvider): Promise<void> {
  const token = await idp.token({}, { header: { kid: randomUUID() } })
  expectUnavailable(await server.request({ token, outage: true }))
}
