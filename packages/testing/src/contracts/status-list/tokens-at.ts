import type { TestStatusList } from '../../index.js'
import { expectAccepted, expectInvalidToken } from '../expect.js'
import type { Answer, Server, World } from '../world.js'

/** Seconds: longer than any pause between two attempts to fetch a list. */
export const PAUSE = 31

/** A token whose status is at this index of a list. */
export function tokenAt({ idp }: World, list: TestStatusList, index: number): Promise<string> {
  return idp.token({ status: list.claim(index) })
}

/** What a server answers to a token whose status is at this index. */
export async function answerAt(
  world: World,
  list: TestStatusList,
  index = 0,
  server?: Server,
): Promise<Answer> {
  const token = await tokenAt(world, list, index)
  return (server ?? (await world.server())).request({ token, outage: true })
}

/** Whether a token with this status is taken: 200, or 401 as any invalid token. */
export async function expectTaken(
  world: World,
  list: TestStatusList,
  index: number,
  taken: boolean,
  server?: Server,
): Promise<void> {
  const answer = await answerAt(world, list, index, server)
  if (taken) expectAccepted(answer)
  else expectInvalidToken(answer)
}
