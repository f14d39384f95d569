import { CONTENT_ENCRYPTION, type EncryptionRow, KEY_MANAGEMENT } from './algorithms.js'
import { readBase64url } from './base64url.js'
import { checkCrit } from './check-header.js'
import { checkSize, readMembers } from './compact.js'
import type { Found } from './find-tokens.js'
import { createFindings, type Findings, quoted } from './finding.js'
import type { InspectedToken } from './inspected-token.js'
import { isMembers, type Members } from './members.js'

const SEGMENTS = ['header', 'encrypted key', 'initialization vector', 'ciphertext', 'tag']

/** Reads the header of a compact JWE (RFC 7516 §7.1): all else is secret. */
export function inspectJwe({ text, source }: Found): InspectedToken {
  const findings = createFindings()
  checkSize(text, findings)
  const segments = text.split('.', 5)
  const header = readMembers(segments[0] ?? '', 'header', findings)
  for (const [index, segment] of segments.entries()) {
    if (index === 0) continue
    for (const { id, text: problem } of readBase64url(segment).deviations) {
      findings.wrong(id, SEGMENTS[index] ?? 'token', problem)
    }
  }
  checkEmptySegments(segments, header, findings)
  const notes = ['The claims are secret: only the recipient can read them.']
  if (header) notes.push(...checkEnvelope(header, findings))
  return {
    source,
    format: 'jwe',
    kind: undefined,
    title: 'Encrypted token',
    characters: text.length,
    header,
    thumbprints: [],
    findings: findings.all,
    notes,
  }
}

/** With these there is no encrypted key (RFC 7518 §4.5, §4.6). */
const KEYLESS = new Set<unknown>(['dir', 'ECDH-ES'])

/** Every algorithm that there is has an initialization vector and a tag (RFC 7518 §5). */
function checkEmptySegments(
  segments: readonly string[],
  header: Members | undefined,
  findings: Findings,
): void {
  for (const index of [1, 2, 4]) {
    const mayBeEmpty = index === 1 && (header === undefined || KEYLESS.has(header['alg']))
    if (segments[index] !== '' || mayBeEmpty) continue
    findings.wrong('empty-segment', SEGMENTS[index] ?? 'token', 'It is empty.')
  }
}

function checkEnvelope(header: Members, findings: Findings): readonly string[] {
  const { alg, enc, epk, cty } = header
  const notes = [
    checkAlgorithm('alg', alg, KEY_MANAGEMENT, findings),
    checkAlgorithm('enc', enc, CONTENT_ENCRYPTION, findings),
  ]
  checkCrit(header, findings)
  if ('zip' in header) {
    const text = 'Compressed: it may be a thousand times larger inside. Our verifier refuses it.'
    findings.wrong('zip', 'header.zip', text)
  }
  if (isMembers(epk) && 'd' in epk) {
    findings.wrong('private-key', 'header.epk', 'It holds the private part of the ephemeral key.')
  }
  if (typeof cty !== 'string' || cty.toLowerCase() !== 'jwt') {
    const text = 'It does not say that a signed token is inside (RFC 7519 §5.2: "JWT").'
    findings.unusual('cty', 'header.cty', text)
  }
  if (header['kid'] === undefined) {
    findings.unusual('kid-missing', 'header.kid', 'No key is named: every key has to be tried.')
  }
  const open = ['iss', 'sub', 'aud'].filter((name) => name in header)
  if (open.length > 0) notes.push(`In the open, in the header: ${open.join(', ')}.`)
  return notes.filter((note) => note !== undefined)
}

function checkAlgorithm(
  name: 'alg' | 'enc',
  value: unknown,
  rows: ReadonlyMap<string, EncryptionRow>,
  findings: Findings,
): string | undefined {
  const row = typeof value === 'string' ? rows.get(value) : undefined
  if (!row) {
    findings.wrong(
      `${name}-unsupported`,
      `header.${name}`,
      `Not one that we know: ${quoted(value)}.`,
    )
    return undefined
  }
  if (row.severity !== 'good') {
    findings[row.severity](`${name}-weak`, `header.${name}`, row.text)
    return undefined
  }
  return `${String(value)}: ${row.text}`
}
