import { segmentsOf } from '../forge/compact.js'
import type { DpopAttack, DpopSubject } from './dpop-attack.js'
import { proofAttack, withClaims, withHeaders } from './proof-attack.js'

const HOUR = 3_600
const YEAR = 31_536_000

/** RFC 9449 §4.3 #11, §11.1: when a proof was made, and whatever else it says of its validity. */
export const proofTimeAttacks: readonly DpopAttack[] = [
  proofAttack({
    id: 'proof-old',
    rows: ['DPOP-22', 'DPOP-23', 'ATK-99'],
    title: 'takes no proof of another time',
    severity: 'medium',
    proofs: (subject) => {
      const now = subject.subject.now()
      return withClaims(
        subject,
        [now - HOUR, now - YEAR, now + HOUR, now + YEAR, now * 1000, 0].map((iat) => ({ iat })),
      )
    },
  }),
  proofAttack({
    id: 'proof-iat-odd',
    rows: ['DPOP-24', 'ATK-99'],
    title: 'takes no iat that is no number of ours',
    severity: 'low',
    proofs: (subject) => {
      const texts = oddDates(subject.subject.now())
      return Object.fromEntries(texts.map((text) => [text, written(subject, text)]))
    },
  }),
  proofAttack({
    id: 'proof-not-valid',
    rows: ['DPOP-54'],
    title: 'honours exp, nbf and crit where a proof has them',
    severity: 'low',
    proofs: (subject) => {
      const now = subject.subject.now()
      const times = ['x', null, [now], {}, true, -1]
      return {
        ...withClaims(subject, [
          ...[now - HOUR, 0, ...times].map((exp) => ({ exp })),
          ...[now + HOUR, ...times].map((nbf) => ({ nbf })),
        ]),
        ...withHeaders(subject, [
          { crit: ['x'], x: 1 },
          { crit: [] },
          { crit: ['b64'], b64: false },
          { crit: null },
          { b64: false },
          { zip: 'DEF' },
        ]),
      }
    },
  }),
]

function oddDates(now: number): readonly string[] {
  const iso = new Date(now * 1000).toISOString()
  return [
    '1e400',
    '-1e400',
    '-1',
    '-0.5',
    '1e20',
    '0x1',
    '00',
    `+${now}`,
    'NaN',
    'Infinity',
    `"${now}"`,
    '"…"',
    '"x"',
    '""',
    'null',
    'true',
    'false',
    `[${now}]`,
    '{}',
    '[]',
    `"${iso}"`,
    `{"valueOf":${now}}`,
  ]
}

/** A proof whose iat is written in this way. */
function written({ proof }: DpopSubject, iat: string): string {
  const claims = Buffer.from(segmentsOf(proof())[1], 'base64url').toString()
  return proof({ claims: claims.replace(/"iat":\d+/, () => `"iat":${iat}`) })
}
