import { createHash } from 'node:crypto'
import { readBase64url } from './base64url.js'
import type { Found } from './find-tokens.js'
import { createFindings, type Findings, quoted } from './finding.js'
import { inspectJws } from './inspect-jws.js'
import type { Disclosure, InspectedToken } from './inspected-token.js'
import { isMembers, type Members, textOf } from './members.js'
import { readJson } from './read-json.js'

/** `_sd_alg` by the name that Node knows it by (RFC 9901 §4.1.1). */
const HASHES: ReadonlyMap<string, string> = new Map([
  ['sha-256', 'sha256'],
  ['sha-384', 'sha384'],
  ['sha-512', 'sha512'],
])

const MOST_DISCLOSURES = 200
const MAX_DEPTH = 64

interface ReadDisclosure {
  readonly salt: unknown
  readonly name: string | undefined
  readonly value: unknown
  readonly digest: string
}

/** Takes an SD-JWT apart: what is signed, what is disclosed beside it, and whether the two agree. */
export async function inspectSdJwt(found: Found, now: number): Promise<readonly InspectedToken[]> {
  const { text, source } = found
  const [signed = '', ...rest] = text.split('~', MOST_DISCLOSURES + 2)
  const keyBinding = rest.at(-1) ?? ''
  const encoded = rest.slice(0, -1)
  const jws = await inspectJws({ text: signed, source }, now)
  const findings = createFindings()
  if (rest.length > MOST_DISCLOSURES) {
    findings.wrong('many-disclosures', 'disclosures', `More than ${MOST_DISCLOSURES} of them.`)
  }
  const name = textOf(jws.claims, '_sd_alg') ?? 'sha-256'
  const hash = HASHES.get(name)
  if (hash === undefined) {
    findings.wrong('sd-alg', 'claims._sd_alg', `No digest that we know: ${quoted(name)}.`)
  }
  const disclosures = readDisclosures(encoded, hash ?? 'sha256', findings)
  const token: InspectedToken = {
    ...jws,
    format: 'sd-jwt',
    title: jws.kind === 'sd-jwt-credential' ? jws.title : `${jws.title} with disclosures (SD-JWT)`,
    characters: text.length,
    disclosures: compare(jws.claims, disclosures, findings),
    findings: [...jws.findings, ...findings.all],
    notes: [
      ...jws.notes,
      keyBinding === ''
        ? 'No key binding: whoever has it can show it.'
        : 'A key binding JWT follows: it shows who holds the key that this one names.',
    ],
  }
  if (keyBinding === '') return [token]
  return [token, await inspectKeyBinding(text, keyBinding, hash ?? 'sha256', now)]
}

/** RFC 9901 §4.3.1: over all that stands before it, the last `~` included. */
async function inspectKeyBinding(
  text: string,
  keyBinding: string,
  hash: string,
  now: number,
): Promise<InspectedToken> {
  const shown = text.slice(0, text.length - keyBinding.length)
  const token = await inspectJws({ text: keyBinding, source: 'key binding' }, now)
  if (token.claims?.['sd_hash'] === digestOf(shown, hash)) return token
  const findings = createFindings()
  const problem = 'It was made for another SD-JWT, or for other disclosures.'
  findings.wrong('sd-hash', 'claims.sd_hash', problem)
  return { ...token, findings: [...token.findings, ...findings.all] }
}

function readDisclosures(
  encoded: readonly string[],
  hash: string,
  findings: Findings,
): readonly ReadDisclosure[] {
  return encoded.flatMap((text, index) => {
    const at = `disclosure ${index + 1}`
    const { bytes, deviations } = readBase64url(text)
    const { value: parts, deviations: more } = readJson(bytes)
    for (const { id, text: problem } of [...deviations, ...more]) findings.wrong(id, at, problem)
    if (!Array.isArray(parts) || (parts.length !== 2 && parts.length !== 3)) {
      findings.wrong('disclosure-form', at, 'It has to be a list of salt, name and value.')
      return []
    }
    const [salt, second, third] = parts as readonly unknown[]
    const isMember = parts.length === 3
    checkParts(salt, isMember ? second : '', at, findings)
    const name = isMember && typeof second === 'string' ? second : undefined
    return [{ salt, name, value: isMember ? third : second, digest: digestOf(text, hash) }]
  })
}

function checkParts(salt: unknown, name: unknown, at: string, findings: Findings): void {
  if (typeof name !== 'string' || name === '_sd' || name === '...') {
    findings.wrong('disclosure-name', at, `No claim can be named ${quoted(name)}.`)
  }
  if (typeof salt !== 'string') findings.wrong('disclosure-salt', at, 'Its salt is no text.')
  else if (salt.length < 22) {
    findings.unusual('short-salt', at, 'Its salt has less than 128 bits: the claim can be guessed.')
  }
}

function compare(
  claims: Members | undefined,
  disclosures: readonly ReadDisclosure[],
  findings: Findings,
): readonly Disclosure[] {
  const promised = new Map<string, number>()
  collectDigests(claims, promised, 0)
  for (const { value } of disclosures) collectDigests(value, promised, 0)
  const seen = new Set<string>()
  if ([...promised.values()].some((count) => count > 1)) {
    findings.wrong('digest-twice', 'claims', 'A digest is there twice (RFC 9901 §7.1).')
  }
  return disclosures.map(({ name, value, digest }, index) => {
    const isPromised = promised.has(digest)
    const at = `disclosure ${index + 1}`
    if (!isPromised)
      findings.wrong('disclosure-foreign', at, 'What is signed holds no digest of it.')
    if (seen.has(digest)) findings.wrong('disclosure-twice', at, 'It is there twice.')
    seen.add(digest)
    return { name, value, isPromised }
  })
}

function collectDigests(value: unknown, digests: Map<string, number>, depth: number): void {
  if (depth > MAX_DEPTH) return
  const count = (digest: unknown): void => {
    if (typeof digest === 'string') digests.set(digest, (digests.get(digest) ?? 0) + 1)
  }
  if (Array.isArray(value)) {
    for (const one of value) collectDigests(one, digests, depth + 1)
  } else if (isMembers(value)) {
    for (const [name, one] of Object.entries(value)) {
      if (name === '...') count(one)
      else if (name === '_sd' && Array.isArray(one)) for (const digest of one) count(digest)
      else collectDigests(one, digests, depth + 1)
    }
  }
}

function digestOf(text: string, hash: string): string {
  return createHash(hash).update(text, 'ascii').digest('base64url')
}
