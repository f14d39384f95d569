import { type Findings, quoted } from './finding.js'
import type { Kind } from './kinds.js'
import { isMembers, type Members } from './members.js'

const THUMBPRINT = /^[\w-]{42}[AEIMQUYcgkosw048]$/
const PROVABLE = ['jkt', 'x5t#S256']
/** Confirmation methods that our verifier cannot check (RFC 7800 §3, RFC 9203). */
const UNPROVABLE = ['jwk', 'jwe', 'kid', 'jku', 'osc']
const CLIENT_NAMES = ['client_id', 'azp', 'cid', 'appid']
/** What only an ID token or an answer of a provider has. */
const FOREIGN = ['nonce', 'at_hash', 'c_hash', 's_hash', 'events', 'token_introspection']

/** What an access token says of the client, its rights and its holder. */
export function checkAccessToken(claims: Members, kind: Kind, findings: Findings): void {
  checkScope(claims, kind, findings)
  checkConfirmation(claims, findings)
  const isProfile = kind.id === 'access-token'
  if (!isProfile && !('jti' in claims)) {
    findings.unusual(
      'no-jti',
      'claims.jti',
      'No name of its own: it cannot be withdrawn by itself.',
    )
  }
  if (!isProfile && !CLIENT_NAMES.some((name) => name in claims)) {
    findings.unusual(
      'no-client',
      'claims.client_id',
      'It does not say which client it was issued to.',
    )
  }
  const foreign = FOREIGN.filter((name) => name in claims)
  if (foreign.length > 0) {
    const text = `Claims of another kind of token: ${foreign.join(', ')}.`
    // Where the type of the token does not tell, our verifier goes by these.
    if (isProfile) findings.unusual('foreign-claims', 'claims', text)
    else findings.wrong('foreign-claims', 'claims', `${text} Our verifier takes it for that.`)
  }
  const { authorization_details: details } = claims
  if (details !== undefined && !Array.isArray(details)) {
    const text = 'It has to be a list of objects (RFC 9396 §2).'
    findings.wrong('claim-form', 'claims.authorization_details', text)
  }
}

function checkScope(claims: Members, { id }: Kind, findings: Findings): void {
  const { scope } = claims
  const at = 'claims.scope'
  if (typeof scope === 'string') {
    const odd = scope
      .split(' ')
      .find((one) => !/^[\x21\x23-\x5b\x5d-\x7e]*$/.test(one) || one.includes(','))
    if (odd === undefined) return
    findings.unusual('scope-odd', at, `${quoted(odd)} is one scope: only spaces stand between two.`)
  } else if (scope !== undefined) {
    const severity = id === 'access-token' ? 'wrong' : 'unusual'
    findings[severity]('scope-form', at, 'It has to be a text with spaces in it (RFC 9068 §2.2.3).')
  }
}

/** RFC 7800 §3.1, RFC 9449 §6.1, RFC 8705 §3.1. */
function checkConfirmation(claims: Members, findings: Findings): void {
  const { cnf } = claims
  const at = 'claims.cnf'
  if (!('cnf' in claims)) {
    const text = 'Bound to nothing: whoever has it can use it (a bearer token).'
    findings.unusual('bearer', at, text)
    return
  }
  if (!isMembers(cnf)) {
    findings.wrong('cnf-form', at, `It has to be an object, and not ${quoted(cnf)}.`)
    return
  }
  for (const name of PROVABLE) {
    const value = cnf[name]
    if (value === undefined || (typeof value === 'string' && THUMBPRINT.test(value))) continue
    findings.wrong('cnf-form', `${at}.${name}`, 'No SHA-256 thumbprint in base64url.')
  }
  const unprovable = UNPROVABLE.filter((name) => name in cnf)
  if (unprovable.length > 0) {
    const text = `Bound in a way that our verifier cannot check: ${unprovable.join(', ')}.`
    findings.wrong('cnf-unsupported', at, text)
  } else if (!PROVABLE.some((name) => name in cnf)) {
    findings.wrong('cnf-empty', at, 'Bound, but to nothing that we know.')
  }
}
