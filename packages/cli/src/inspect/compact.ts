import { readBase64url } from './base64url.js'
import type { Findings } from './finding.js'
import { isMembers, type Members } from './members.js'
import { readJson } from './read-json.js'

/** One segment of a token, read as JSON. Where it is none, `finding` has been told. */
export function readMembers(
  segment: string,
  at: 'header' | 'claims',
  findings: Findings,
): Members | undefined {
  if (segment === '') {
    findings.wrong('empty-segment', at, 'It is empty.')
    return undefined
  }
  const { bytes, deviations: spelling } = readBase64url(segment)
  for (const { id, text } of spelling) findings.wrong(id, at, text)
  const { value, deviations } = readJson(bytes)
  for (const { id, text } of deviations) findings.wrong(id, at, text)
  if (isMembers(value)) return value
  if (value !== undefined) findings.wrong('no-object', at, 'It is JSON, but no object.')
  return undefined
}

/** The bytes of a signature: only how many they are is told to anyone. */
export function readSignature(segment: string, findings: Findings): Buffer {
  const { bytes, deviations } = readBase64url(segment)
  for (const { id, text } of deviations) findings.wrong(id, 'signature', text)
  return bytes
}

/** What an access token that all servers take may be as long as; beyond it, some answer 431. */
const LARGE = 4_096
/** Node's bound for all headers of a request, and our verifier's for a token. */
const TOO_LARGE = 16_384

export function checkSize(text: string, findings: Findings): void {
  const { length } = text
  if (length > TOO_LARGE) {
    findings.wrong(
      'too-large',
      'token',
      `${length} characters: Node takes 16 384 for all headers of a request together.`,
    )
  } else if (length > LARGE) {
    findings.unusual(
      'large',
      'token',
      `${length} characters go with every request. Proxies often take no more than 8 192.`,
    )
  }
}
