import { inRounds } from '../in-rounds.js'
import { type Contest, type Contestant, type Name, withContestants } from './contest.js'
import type { HttpEffort } from './http-effort.js'

/**
 * Has each of these measured once in every round. For some of the rounds all servers are started
 * anew: one process may be compiled more happily than another, and would be so in each of its rounds.
 */
export async function inCasts<Value>(
  contest: Contest,
  names: readonly Name[],
  { casts, rounds }: Pick<HttpEffort, 'casts' | 'rounds'>,
  measure: (contestant: Contestant) => Promise<Value>,
): Promise<Readonly<Record<Name, readonly Value[]>>> {
  const measured: Readonly<Record<Name, readonly Value[]>>[] = []
  for (let cast = 0; cast < casts; cast += 1) {
    measured.push(
      await withContestants(contest, names, (contestants) =>
        inRounds(names, { rounds, warmUpRounds: 0 }, (name) => measure(contestants[name])),
      ),
    )
  }
  const entries = names.map((name) => [name, measured.flatMap((values) => values[name])])
  return Object.fromEntries(entries) as Record<Name, readonly Value[]>
}
