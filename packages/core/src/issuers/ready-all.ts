import { DependencyError } from '../errors.js'
import type { KeySource } from '../keys/key-source.js'

/** How many key sources load at a time: a thousand issuers must not open a thousand sockets. */
const CONCURRENCY = 32

/**
 * Loads the keys of every source, and waits for all of them, the failed ones too.
 * Rejects with the failure if there is one; with a DependencyError about all of them if there are
 * several.
 */
export async function readyAll(sources: readonly KeySource[]): Promise<void> {
  const failures: unknown[] = []
  const waiting = sources.values()
  const work = async (): Promise<void> => {
    // All of them take from one iterator.
    for (const keys of waiting) {
      try {
        await keys.ready()
      } catch (error) {
        failures.push(error)
      }
    }
  }
  await Promise.all(Array.from({ length: CONCURRENCY }, work))
  if (failures.length > 0) throw summary(failures, sources.length)
}

function summary(failures: readonly unknown[], total: number): unknown {
  // Whatever else went wrong is no outage, and must not look like one.
  const other = failures.find((failure) => !(failure instanceof DependencyError))
  if (other !== undefined || failures.length === 1) return other ?? failures[0]
  const outages = failures.filter((failure) => failure instanceof DependencyError)
  const message = `The keys of ${outages.length} of ${total} issuers cannot be loaded`
  const retryAfter = Math.max(...outages.map(({ headers }) => Number(headers['Retry-After'])))
  const cause = new AggregateError(
    outages.map((outage) => outage.cause ?? outage),
    message,
  )
  return new DependencyError(message, { cause, retryAfter })
}
