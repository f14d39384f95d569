import { isIP } from 'node:net'
import type { Hsts } from '../../handshake/handshakes.js'
import type { Evidence } from '../evidence.js'
import type { Rule } from '../rule.js'
import { duration } from '../words.js'
import { HSTS } from './settings.js'

const YEAR = 31_536_000

// An address cannot be under it: RFC 6797 §8.1.1.
const ofName =
  (look: (hsts: Hsts) => string | undefined) =>
  ({ endpoint, handshakes: { hsts } }: Evidence): string | undefined =>
    hsts && hsts.reason === undefined && isIP(endpoint.host) === 0 ? look(hsts) : undefined

export const HSTS_RULES: readonly Rule[] = [
  {
    id: 'no-hsts',
    severity: 'low',
    title: 'Browsers are not told to come by TLS only',
    look: ofName(({ maxAge }) => {
      if (maxAge === undefined) return 'There is no well-formed Strict-Transport-Security header.'
      return maxAge === 0 ? 'Strict-Transport-Security says max-age=0, which ends it.' : undefined
    }),
    mend: HSTS,
  },
  {
    id: 'short-hsts',
    severity: 'low',
    title: 'Browsers are told for less than a year to come by TLS only',
    look: ofName(({ maxAge = 0 }) =>
      maxAge > 0 && maxAge < YEAR
        ? `Strict-Transport-Security is for ${duration(maxAge)}.`
        : undefined,
    ),
    mend: HSTS,
  },
]
