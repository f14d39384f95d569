import { type Findings, quoted } from './finding.js'
import { checkIssuer } from './check-issuer.js'
import type { Kind } from './kinds.js'
import { isMembers, type Members } from './members.js'

/** Claims that are texts wherever they are. The first ones are names, and no name is empty. */
const NAMES = ['iss', 'sub', 'jti', 'client_id'] as const
const TEXTS = ['azp', 'acr', 'nonce', 'sid'] as const

const REGISTERED = new Set('iss sub aud exp nbf iat jti scope client_id cnf'.split(' '))

/** What every JWT has to be like (RFC 7519 §4.1), and what its kind asks for. */
export function checkClaims(claims: Members, kind: Kind, findings: Findings): void {
  for (const name of kind.required) {
    const value = claims[name]
    if (value !== undefined && value !== null) continue
    findings.wrong(
      'missing-claim',
      `claims.${name}`,
      `It is missing: ${kind.reference} asks for it.`,
    )
  }
  for (const name of NAMES) checkText(claims[name], name, findings)
  for (const name of TEXTS) {
    if (claims[name] !== '') checkText(claims[name], name, findings)
  }
  checkAudience(claims['aud'], findings)
  checkIssuer(claims, kind, findings)
  checkNames(claims, findings)
  if ('events' in claims && !isMembers(claims['events'])) {
    findings.wrong('claim-form', 'claims.events', 'It has to be an object (RFC 8417 §2.2).')
  }
  if (kind.id === 'logout-token') checkLogout(claims, findings)
  if (kind.id === 'client-assertion' && claims['iss'] !== claims['sub']) {
    findings.wrong(
      'iss-not-sub',
      'claims.sub',
      'Issuer and subject are both the client (RFC 7523 §3).',
    )
  }
}

function checkText(value: unknown, name: string, findings: Findings): void {
  if (value === undefined || value === null) return
  if (typeof value === 'string' && value !== '') return
  findings.wrong('claim-form', `claims.${name}`, `It has to be a text, and not ${quoted(value)}.`)
}

/** RFC 7519 §4.1.3. */
function checkAudience(aud: unknown, findings: Findings): void {
  if (aud === undefined || aud === null) return
  const at = 'claims.aud'
  const list: readonly unknown[] = Array.isArray(aud) ? aud : [aud]
  if (list.every((one) => one === '')) {
    findings.wrong('aud-empty', at, 'It is for nobody: no audience is named.')
  } else if (list.some((one) => typeof one !== 'string')) {
    findings.wrong('claim-form', at, 'It has to be a text, or a list of texts.')
  } else if (list.length > 1) {
    const text = `${list.length} audiences: each of them could use it at the others.`
    findings.unusual('aud-many', at, text)
  }
}

/** Names that are almost those that count: `Exp`, `exp `. */
function checkNames(claims: Members, findings: Findings): void {
  for (const name of Object.keys(claims)) {
    const plain = name.trim().toLowerCase()
    if (plain === name || !REGISTERED.has(plain)) continue
    findings.unusual('odd-name', 'claims', `${quoted(name)} is not "${plain}": nobody reads it.`)
  }
}

function checkLogout(claims: Members, findings: Findings): void {
  if ('nonce' in claims) {
    findings.wrong('logout-nonce', 'claims.nonce', 'Forbidden here: it would pass as an ID token.')
  }
  if (!('sub' in claims) && !('sid' in claims)) {
    findings.wrong('missing-claim', 'claims.sub', 'Neither a subject nor a session (sid) is named.')
  }
}
