import { subjectOf } from '../../attacks/subjects/subject-of.js'
import type { AttackSubject } from '../../attacks/token-attack.js'
import type { World } from '../world.js'

/** What attacks know of the servers that trust the provider of a world, or another one. */
export function subjectIn(
  { idp, clock, audience }: World,
  from: World['idp'] = idp,
  collectorUrl?: string,
): AttackSubject {
  return subjectOf(from, {
    audience,
    now: () => clock.now(),
    ...(collectorUrl !== undefined && { collectorUrl }),
  })
}
