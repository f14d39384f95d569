import type { TokenAttack } from '@countersign/testing/attacks'
import { bearer } from '../http/bearer-request.js'
import type { Need, ProbeAttack } from './attack.js'

/** Sends each token of an attack as a bearer token. */
export function ofTokens(attack: TokenAttack): ProbeAttack {
  const { id, family, title, rows, severity, needs, answer } = attack
  const presented = answer === undefined ? 'token' : 'malformed'
  return {
    id,
    family,
    title,
    rows,
    severity,
    needs: [...NEEDS[needs], ...(WITHIN_TOLERANCE.has(id) ? (['strict-times'] as const) : [])],
    expect: 'refused',
    async requests({ subject }) {
      const tokens = await attack.tokens(subject)
      return Object.entries(tokens).map(([name, token]) => ({
        name,
        request: bearer(token),
        presented,
      }))
    },
  }
}

/** What a server with a tolerance for clocks that differ takes with reason. */
const WITHIN_TOLERANCE = new Set(['expired-just-now', 'not-yet-valid-by-seconds'])

const NEEDS: Readonly<Record<TokenAttack['needs'], readonly Need[]>> = {
  token: [],
  'public-keys': ['public-keys'],
  'signing-key': ['public-keys', 'signing-key'],
}
