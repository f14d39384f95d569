import type { Chosen } from '../hello/answer.js'
import type { Outcome } from '../outcome.js'
import type { TlsVersion } from '../tls-version.js'
import type { Ask } from './ask.js'

/** Which suites of some lists a server takes. */
export interface Enumeration {
  readonly outcome: Outcome
  readonly chosen: readonly Chosen[]
  /** Whether every suite that is not among the chosen was refused. */
  readonly complete: boolean
  /** Whether it was the version that was refused, and nothing more was asked. */
  readonly isVersionRefused: boolean
  /** Why it is not complete. */
  readonly reason?: string | undefined
}

export interface EnumerateOptions {
  readonly version: TlsVersion
  /** Each is offered by itself. */
  readonly lists: readonly (readonly number[])[]
  /** Whether one refusal of the version stands for all suites. */
  readonly endsWithVersion: boolean
}

const SHARES_IN = [0x001d]

/** Offers each list, and again without what was chosen from it, until the rest is refused. */
export async function enumerateSuites(
  ask: Ask,
  { version, lists, endsWithVersion }: EnumerateOptions,
): Promise<Enumeration> {
  const chosen: Chosen[] = []
  const resultWith = (rest: Partial<Enumeration>): Enumeration => ({
    outcome: chosen.length > 0 ? 'accepted' : 'refused',
    chosen,
    complete: true,
    isVersionRefused: false,
    ...rest,
  })
  for (const list of lists) {
    let left = list
    while (left.length > 0) {
      const sharesIn = version === 'TLSv1.3' ? SHARES_IN : []
      const answer = await ask({ version, suites: left, sharesIn })
      if (answer.kind === 'unclear') {
        const outcome = chosen.length > 0 ? 'accepted' : 'inconclusive'
        return resultWith({ outcome, complete: false, reason: answer.reason })
      }
      if (answer.kind === 'refused') {
        const isOver = answer.isVersion && endsWithVersion && chosen.length === 0
        if (isOver) return resultWith({ isVersionRefused: true })
        break
      }
      chosen.push(answer)
      left = left.filter((id) => id !== answer.suite.id)
    }
  }
  return resultWith({})
}
