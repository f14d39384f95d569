import { checkAccessToken } from './check-access-token.js'
import { checkClaims } from './check-claims.js'
import { checkHeader } from './check-header.js'
import { checkProof } from './check-proof.js'
import { checkSecrets } from './check-secrets.js'
import { checkTimes } from './check-times.js'
import { checkSize, readMembers, readSignature } from './compact.js'
import { isSignedByOwnKey, thumbprintsIn } from './embedded-keys.js'
import type { Found } from './find-tokens.js'
import { createFindings, type Findings } from './finding.js'
import type { InspectedToken } from './inspected-token.js'
import { type Kind, kindNamed, kindOf } from './kinds.js'
import type { Members } from './members.js'

/** Kinds that a person's own software reads: who they are is what those are for. */
const ABOUT_PERSONS = new Set(['id-token', 'sd-jwt-credential', 'introspection-response', 'jwt'])

/** Takes a compact JWS apart (RFC 7515 §7.1). Its signature is not checked, but for that of a proof. */
export async function inspectJws({ text, source }: Found, now: number): Promise<InspectedToken> {
  const findings = createFindings()
  checkSize(text, findings)
  const [header, claims] = readParts(text, findings)
  // A proof that names no type is one by where it was.
  const kind = source === 'DPoP' ? kindNamed('dpop-proof') : kindOf(header, claims)
  const isProof = kind.id === 'dpop-proof'
  const signedByOwnKey = isProof ? await isSignedByOwnKey(text) : undefined
  if (header) checkHeader(header, kind, findings)
  if (claims) checkPayload(claims, kind, now, findings)
  if (isProof && header && claims) checkProof(header, claims, signedByOwnKey === true, findings)
  return {
    source,
    format: 'jws',
    kind: kind.id,
    title: kind.title,
    characters: text.length,
    header,
    claims,
    thumbprints: await thumbprintsIn(header, claims),
    signedByOwnKey,
    findings: findings.all,
    notes: notesOf(kind, claims),
  }
}

/** Header and claims of a compact JWS, and whether its signature is there. */
export function readParts(
  text: string,
  findings: Findings,
): readonly [header: Members | undefined, claims: Members | undefined] {
  const [headerSegment = '', payload = '', signature = ''] = text.split('.', 3)
  const header = readMembers(headerSegment, 'header', findings)
  const claims = readMembers(payload, 'claims', findings)
  const { length } = readSignature(signature, findings)
  if (length === 0) findings.wrong('no-signature', 'signature', 'There is no signature.')
  return [header, claims]
}

function checkPayload(claims: Members, kind: Kind, now: number, findings: Findings): void {
  checkClaims(claims, kind, findings)
  checkTimes(claims, kind, now, findings)
  if (kind.isCredential) checkAccessToken(claims, kind, findings)
  checkSecrets(claims, !ABOUT_PERSONS.has(kind.id), findings)
}

const NOTES: Readonly<Record<string, string>> = {
  'id-token': 'An ID token is for the client that asked for it: no API should take it.',
  'refresh-token': 'A refresh token is for the issuer alone: it gets new access tokens.',
  'client-assertion': 'It authenticates a client at its issuer, and nowhere else.',
  jwt: 'It does not say what it is for, and no claim tells.',
}

function notesOf({ id }: Kind, claims: Members | undefined): readonly string[] {
  const notes = NOTES[id] === undefined ? [] : [NOTES[id]]
  const { sub, client_id: clientId } = claims ?? {}
  if (sub !== undefined && sub === clientId) {
    notes.push('Subject and client are the same: no person stands behind it.')
  }
  return notes
}
