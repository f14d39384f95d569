import { type Findings, quoted } from './finding.js'
import { isMembers, type Members } from './members.js'

/** What a DPoP proof has to be like (RFC 9449 §4.2), beside what every JWT has. */
export function checkProof(
  header: Members,
  claims: Members,
  signedByOwnKey: boolean,
  findings: Findings,
): void {
  if (!isMembers(header['jwk'])) {
    findings.wrong(
      'proof-key',
      'header.jwk',
      'A proof brings the public key that it is signed with.',
    )
  } else if (!signedByOwnKey) {
    const text = 'The key that it brings has not signed it, or cannot be used.'
    findings.wrong('proof-signature', 'signature', text)
  }
  for (const name of ['htm', 'htu', 'ath']) {
    const value = claims[name]
    if (value === undefined || (typeof value === 'string' && value !== '')) continue
    findings.wrong('claim-form', `claims.${name}`, `It has to be a text, and not ${quoted(value)}.`)
  }
  checkTarget(claims['htu'], findings)
  const { ath } = claims
  if (ath === undefined) {
    const text = 'It names no access token: good at a token endpoint, and at no API.'
    findings.unusual('no-ath', 'claims.ath', text)
  } else if (typeof ath === 'string' && !/^[\w-]{43}$/.test(ath)) {
    findings.wrong('ath-form', 'claims.ath', 'No SHA-256 digest in base64url.')
  }
}

function checkTarget(htu: unknown, findings: Findings): void {
  if (typeof htu !== 'string' || htu === '') return
  const at = 'claims.htu'
  if (!/^https?:\/\/[^\s]+$/i.test(htu) || !URL.canParse(htu)) {
    findings.wrong('htu-form', at, 'It has to be the whole URL of the request, with its scheme.')
  } else if (/[?#]/.test(htu)) {
    findings.unusual('htu-query', at, 'Query and fragment are left out (RFC 9449 §4.2).')
  }
}
