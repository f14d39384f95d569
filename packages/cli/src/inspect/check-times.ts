import { type Findings, quoted } from './finding.js'
import type { Kind } from './kinds.js'
import { type Members, momentOf } from './members.js'
import { distanceText, durationText } from './time-text.js'

// The year 10000: what is beyond counts milliseconds, or is meant to last for ever.
const END_OF_TIME = 253_402_300_800
// 5138, in milliseconds the year 1973: between them no token was made.
const MILLISECONDS = 100_000_000_000

/** Our verifier's default, and FAPI's bound for tokens from the future. */
const TOLERANCE = 5
const FUTURE_ALLOWANCE = 60

/** How long one is usually good for, in seconds. */
const USUAL_LIFE: Readonly<Record<string, number>> = {
  'access-token': 3_600,
  'plain-access-token': 3_600,
  'id-token': 86_400,
  'client-assertion': 600,
  'logout-token': 600,
  'request-object': 3_600,
}

/** Seconds that servers take a proof for. */
const PROOF_LIFE = 60

const NAMES = ['exp', 'nbf', 'iat', 'auth_time', 'updated_at'] as const

/** Those that our verifier bounds, in every token. */
const BOUNDED = new Set<string>(['exp', 'nbf', 'iat'])

/** The times of a token, against this moment in seconds. */
export function checkTimes(claims: Members, kind: Kind, now: number, findings: Findings): void {
  for (const name of NAMES) checkForm(claims[name], name, findings)
  const [exp, nbf, iat] = [usable(claims, 'exp'), usable(claims, 'nbf'), usable(claims, 'iat')]
  if (exp !== undefined && now >= exp) {
    findings.wrong('expired', 'claims.exp', `Expired ${distanceText(exp - now)}.`)
  }
  if (nbf !== undefined && now < nbf - TOLERANCE) {
    findings.wrong('not-yet-valid', 'claims.nbf', `Good only ${distanceText(nbf - now)}.`)
  }
  if (iat !== undefined && now < iat - FUTURE_ALLOWANCE) {
    findings.wrong(
      'issued-in-future',
      'claims.iat',
      `It says it will be issued ${distanceText(iat - now)}.`,
    )
  }
  checkOrder({ exp, nbf, iat }, findings)
  checkLife(exp, iat, kind, findings)
  if (kind.id === 'dpop-proof' && iat !== undefined && now >= iat + PROOF_LIFE) {
    const text = `Made ${distanceText(iat - now)}: servers take a proof for a minute or so.`
    findings.unusual('old-proof', 'claims.iat', text)
  }
}

function checkForm(value: unknown, name: string, findings: Findings): void {
  if (value === undefined) return
  const at = `claims.${name}`
  if (typeof value !== 'number') {
    findings.wrong('time-form', at, `A time is a number of seconds, and not ${quoted(value)}.`)
  } else if (value < 0 && BOUNDED.has(name)) {
    findings.wrong('time-negative', at, 'A time before 1970.')
  } else if (value >= MILLISECONDS && value < END_OF_TIME * 1_000) {
    const text = 'It looks like milliseconds; RFC 7519 §2 counts seconds.'
    findings.wrong(
      'milliseconds',
      at,
      value >= END_OF_TIME && BOUNDED.has(name) ? `${text} Our verifier refuses it.` : text,
    )
  } else if (value >= END_OF_TIME && BOUNDED.has(name)) {
    findings.wrong('end-of-time', at, 'A time after the year 9999: our verifier refuses it.')
  }
}

/** A moment that can be compared with others: what looks like milliseconds cannot. */
function usable(claims: Members, name: string): number | undefined {
  const value = momentOf(claims, name)
  return value !== undefined && value >= 0 && value < MILLISECONDS ? value : undefined
}

interface Times {
  readonly exp: number | undefined
  readonly nbf: number | undefined
  readonly iat: number | undefined
}

function checkOrder({ exp, nbf, iat }: Times, findings: Findings): void {
  if (exp === undefined) return
  if (iat !== undefined && exp <= iat) {
    findings.wrong('exp-before-iat', 'claims.exp', 'It ends before it was issued, or as it was.')
  }
  if (nbf !== undefined && exp <= nbf) {
    findings.wrong('exp-before-nbf', 'claims.exp', 'It ends before it begins, or as it does.')
  }
}

function checkLife(
  exp: number | undefined,
  iat: number | undefined,
  { id }: Kind,
  findings: Findings,
): void {
  const usual = USUAL_LIFE[id]
  if (exp === undefined || iat === undefined || usual === undefined || exp - iat <= usual) return
  findings.unusual(
    'long-life',
    'claims.exp',
    `Good for ${durationText(exp - iat)}; more than ${durationText(usual)} is long for one of its kind.`,
  )
}
