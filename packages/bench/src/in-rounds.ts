import { setImmediate } from 'node:timers/promises'
import type { Effort } from './benchmark.js'

/**
 * Has each of these measured once in every round; gives the figures of the rounds that count.
 *
 * In every round they take turns, in an order that is drawn anew each time. So a machine that gets
 * busier does it to all of them alike, and none has always the same one before it.
 */
export async function inRounds<Name extends string>(
  names: readonly Name[],
  { rounds, warmUpRounds }: Pick<Effort, 'rounds' | 'warmUpRounds'>,
  measure: (name: Name) => Promise<number>,
): Promise<Readonly<Record<Name, readonly number[]>>> {
  const measured = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<
    Name,
    number[]
  >
  for (let round = -warmUpRounds; round < rounds; round += 1) {
    for (const name of shuffled(names)) {
      // Sockets and timers get their turn now, so that they need none in the middle of a case.
      await setImmediate()
      const figure = await measure(name)
      if (round >= 0) measured[name].push(figure)
    }
  }
  return measured
}

function shuffled<T>(items: readonly T[]): readonly T[] {
  return items
    .map((item) => ({ item, at: Math.random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ item }) => item)
}
