import { createHash } from 'node:crypto'
import { createFindings, type Finding, type Findings, quoted } from './finding.js'
import type { Found } from './find-tokens.js'
import type { InspectedToken } from './inspected-token.js'
import { isMembers, textOf } from './members.js'
import type { Exchange } from './read-exchange.js'
import { isSameTarget } from './same-target.js'

/** A DPoP proof, and the token that it came with. */
export interface Pair {
  /** Counted from 1. */
  readonly proof: number
  /** Counted from 1; `undefined`: none of those that are there. */
  readonly token: number | undefined
  /** Whether it says which token it was made for (`ath`): one for a token endpoint does not. */
  readonly namesToken: boolean
  readonly belongs: boolean
  readonly findings: readonly Finding[]
}

interface Entry {
  readonly number: number
  readonly text: string
  readonly source: string
  readonly token: InspectedToken
}

/** Compares each proof with the token that it came with, and with the request (RFC 9449 §4.3). */
export function pairProofs(
  found: readonly Found[],
  tokens: readonly InspectedToken[],
  exchange: Exchange,
): readonly Pair[] {
  const entries = tokens.flatMap((token, index): Entry[] => {
    const { text, source } = found[index] ?? {}
    return text === undefined || source === undefined
      ? []
      : [{ number: index + 1, text, source, token }]
  })
  const proofs = entries.filter(({ token }) => token.kind === 'dpop-proof')
  const candidates = entries.filter((entry) => isCandidate(entry))
  return proofs.map((proof) => pairOf(proof, candidates, exchange))
}

/** What a proof may be for: access tokens, and whatever was presented as one. */
function isCandidate({ token: { kind, format }, source }: Entry): boolean {
  if (source.startsWith('Authorization')) return kind !== 'dpop-proof'
  if (source === 'refresh_token') return false
  return kind === 'access-token' || kind === 'plain-access-token' || format === 'opaque'
}

function pairOf(proof: Entry, candidates: readonly Entry[], exchange: Exchange): Pair {
  const findings = createFindings()
  const ath = textOf(proof.token.claims, 'ath')
  const named = candidates.find(({ text }) => hashOf(text) === ath)
  const token = named ?? (candidates.length === 1 ? candidates[0] : undefined)
  if (candidates.length > 0 && ath !== undefined && !named) {
    findings.wrong('ath-mismatch', 'claims.ath', 'It was made for another access token.')
  }
  if (ath === undefined && candidates.some(({ source }) => source.startsWith('Authorization'))) {
    const text = 'It names no access token, and came beside one (RFC 9449 §4.3).'
    findings.wrong('ath-missing', 'claims.ath', text)
  }
  if (token) checkBinding(proof, token, findings)
  checkRequest(proof, exchange, findings)
  const belongs = named !== undefined && findings.all.length === 0
  const namesToken = ath !== undefined
  return { proof: proof.number, token: token?.number, namesToken, belongs, findings: findings.all }
}

function checkBinding(proof: Entry, { token, source }: Entry, findings: Findings): void {
  const cnf = token.claims?.['cnf']
  const jkt = isMembers(cnf) ? cnf['jkt'] : undefined
  const own = proof.token.thumbprints.find(({ of }) => of === 'header.jwk')?.value
  if (token.claims && jkt === undefined) {
    const text = 'A proof beside a token that is bound to no key: it proves nothing.'
    // By the scheme DPoP it is refused (RFC 9449 §7.1); otherwise, servers differ.
    const severity = source === 'Authorization: DPoP' ? 'wrong' : 'unusual'
    findings[severity]('stray-proof', 'claims.cnf.jkt', text)
  } else if (jkt !== undefined && jkt !== own) {
    const text = 'The token is bound to another key than the one that the proof brings.'
    findings.wrong('jkt-mismatch', 'claims.cnf.jkt', text)
  }
  if (jkt !== undefined && source === 'Authorization: Bearer') {
    const text = 'A bound token goes by the scheme DPoP (RFC 9449 §7.1), and not by Bearer.'
    findings.wrong('bound-as-bearer', 'request', text)
  }
}

function checkRequest(proof: Entry, { method, path, host }: Exchange, findings: Findings): void {
  const htm = textOf(proof.token.claims, 'htm')
  const htu = textOf(proof.token.claims, 'htu')
  if (method !== undefined && htm !== undefined && htm !== method) {
    findings.wrong(
      'htm-mismatch',
      'claims.htm',
      `It was made for ${quoted(htm)}, and the request is ${quoted(method)}.`,
    )
  }
  if (htu === undefined || !URL.canParse(htu)) return
  if (!isSameTarget(new URL(htu), { path, host })) {
    findings.wrong(
      'htu-mismatch',
      'claims.htu',
      'It was made for another URL than the request has.',
    )
  }
}

/** RFC 9449 §4.2. */
function hashOf(token: string): string {
  return createHash('sha256').update(token, 'ascii').digest('base64url')
}
