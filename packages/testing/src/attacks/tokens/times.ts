import { jsonText } from '../forge/compact.js'
import { oddClaims } from '../named.js'
import type { AttackSubject, TokenAttack } from '../token-attack.js'

const HOUR = 3_600
const DAY = 86_400

const about = { family: 'claims', severity: 'medium', needs: 'signing-key' } as const

/**
 * Dates that are over, still to come, or none. What a server with a tolerance for clocks that differ takes with reason
 * stands apart.
 */
export const timeAttacks: readonly TokenAttack[] = [
  {
    ...about,
    id: 'expired',
    rows: ['ATK-61', 'JOSE-28', 'JOSE-31', 'AT-07'],
    title: 'refuses a token that has ended, or never ends',
    severity: 'high',
    tokens(subject) {
      const now = subject.now()
      return {
        ...oddClaims(subject, 'exp', [undefined, null, -1, 0, now - HOUR, now - DAY]),
        'an hour ago, escaped': subject.sign({ payload: escapedExp(subject, now - HOUR) }),
      }
    },
  },
  {
    ...about,
    id: 'expired-just-now',
    rows: ['ATK-61', 'JOSE-28'],
    title: 'refuses a token in the second in which it ends',
    severity: 'low',
    tokens(subject) {
      const now = subject.now()
      return oddClaims(subject, 'exp', [now, now - 1, now - 0.001])
    },
  },
  {
    ...about,
    id: 'exp-odd',
    rows: ['ATK-61', 'JOSE-31'],
    title: 'refuses an exp that is no number',
    tokens(subject) {
      const later = subject.now() + 60
      return oddClaims(subject, 'exp', [String(later), 'x', '', true, [later], {}])
    },
  },
  {
    ...about,
    id: 'exp-far',
    rows: ['ATK-61', 'JOSE-32'],
    title: 'refuses an exp in milliseconds, or beyond reason',
    severity: 'low',
    tokens: (subject) => oddClaims(subject, 'exp', [(subject.now() + 60) * 1000, 2 ** 53]),
  },
  {
    ...about,
    id: 'not-yet-valid',
    rows: ['ATK-62', 'JOSE-33', 'JOSE-34', 'AT-08'],
    title: 'refuses a token of the future',
    tokens(subject) {
      const now = subject.now()
      const payload = { iat: now + DAY, exp: now + DAY + HOUR }
      return {
        ...oddClaims(subject, 'nbf', [now + HOUR, now + DAY, now * 1000]),
        ...oddClaims(subject, 'iat', [now + HOUR, now + DAY, now * 1000]),
        'iat and exp of another day': subject.sign({ payload }),
      }
    },
  },
  {
    ...about,
    id: 'not-yet-valid-by-seconds',
    rows: ['ATK-62', 'JOSE-33', 'JOSE-34'],
    title: 'refuses a token some seconds before its time',
    severity: 'low',
    tokens(subject) {
      const now = subject.now()
      return {
        ...oddClaims(subject, 'nbf', [now + 1, now + 120]),
        ...oddClaims(subject, 'iat', [now + 61]),
      }
    },
  },
  {
    ...about,
    id: 'nbf-or-iat-odd',
    rows: ['ATK-62', 'JOSE-31', 'AT-08'],
    title: 'refuses nbf and iat that are no dates',
    tokens(subject) {
      const now = subject.now()
      const values = [String(now), 'x', '', null, true, [now], {}, -1]
      return {
        ...oddClaims(subject, 'nbf', values),
        ...oddClaims(subject, 'iat', values, [undefined]),
      }
    },
  },
]

/** Claims with an `exp` whose name is spelled with an escape: to every parser it is the same name. */
export function escapedExp(subject: AttackSubject, exp: number): string {
  return jsonText(subject.claims({ exp: undefined }), { last: String.raw`"e\u0078p":${exp}` })
}
