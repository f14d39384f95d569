import { createFindings, type Finding } from './finding.js'
import type { Exchange } from './read-exchange.js'

/** How a request carries its token (RFC 6750 §2), and whether the answer is of the grammar. */
export function checkExchange(exchange: Exchange): readonly Finding[] {
  const findings = createFindings()
  const { credentials, proofs, hasTokenInUrl, malformedChallenges, status, challenges } = exchange
  if (credentials > 1) {
    const text = `${credentials} Authorization lines: servers disagree about which one counts.`
    findings.wrong('two-credentials', 'request', text)
  }
  if (proofs > 1) {
    findings.wrong('two-proofs', 'request', `${proofs} DPoP lines: one is allowed (RFC 9449 §4.3).`)
  }
  if (hasTokenInUrl) {
    const text = 'A token is in a URL: it ends up in logs and histories (RFC 6750 §5.3).'
    findings[credentials > 0 ? 'wrong' : 'unusual']('token-in-url', 'request', text)
  }
  if (malformedChallenges > 0) {
    findings.wrong('challenge-form', 'answer', 'WWW-Authenticate breaks the grammar of RFC 9110.')
  }
  if (status === 401 && challenges.length + malformedChallenges === 0) {
    const text = 'Status 401 without WWW-Authenticate (RFC 9110 §15.5.2 asks for it).'
    findings.wrong('no-challenge', 'answer', text)
  }
  return findings.all
}
