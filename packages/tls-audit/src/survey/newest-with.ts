import type { KeyExchange } from '../hello/cipher-suites.js'
import type { Question } from './ask.js'
import type { VersionSurvey } from './survey.js'

export const TLS13_SUITES: readonly KeyExchange[] = ['TLS13']

/** The newest version that a server speaks with forward-secret suites of these kinds, and those suites. */
export function newestWith(
  versions: readonly VersionSurvey[],
  exchanges: readonly KeyExchange[],
): Pick<Question, 'version' | 'suites'> | undefined {
  return versions
    .map(({ version, suites }) => ({
      version,
      suites: suites
        .filter((suite) => suite.forwardSecret && exchanges.includes(suite.keyExchange))
        .map(({ id }) => id),
    }))
    .findLast(({ suites }) => suites.length > 0)
}
