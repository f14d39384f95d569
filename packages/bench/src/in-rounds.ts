import { setImmediate } from 'node:timers/promises'
import type { Effort } from './benchmark.js'

/**
 * Has each of these measured once in every round; gives what the rounds that count have come to.
 *
 * In every round they take turns, in an order that is drawn anew each time. So a machine that gets
 * busier does it to all of them alike, and none has always the same one before it.
 */
export async function inRounds<Name extends string, Value = number>(
  names: readonly Name[],
  { rounds, warmUpRounds }: Pick<Effort, 'rounds' | 'warmUpRounds'>,
  measure: (name: Name) => Promise<Value>,
): Promise<Readonly<Record<Name, readonly Value[]>>> {
  const measured = Object.fromEntries(names.map((name) => [name, [] as Value[]])) as Record<
    Name,
    Value[]
  >
  for (let round = -warmUpRounds; round < rounds; round += 1) {
    for (const name of shuffled(names)) {
      // Sockets and timers get their turn now, so that they need none in the middle of a case.
      await setImmediate()
      const value = await measure(name)
      if (round >= 0) measured[name].push(value)
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
