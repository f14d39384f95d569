import * as fc from 'fast-check'
import { compactDecrypt, importJWK, type JWK } from 'jose'
import { beforeAll, describe, expect, it } from 'vitest'
import { createVerifier, isAuthError, type Reason, type Verifier } from '../../src/index.js'
import {
  decryptionKey,
  encrypted,
  sharedKey,
  type TestDecryptionKey,
} from '../support/decryption-keys.js'
import {
  createReference,
  payloadByJose,
  SIGNERS,
  type Reference,
} from '../support/jose-reference.js'
import { AUDIENCES, ISSUER, NOW } from '../support/token-changes.js'
import { finishToken, withStrayBits } from '../support/token-draft.js'

// What we are stricter about than jose: the outside is parsed as strictly as any token, has to say that
// a token is inside, and is never compressed.
const STRICTER: ReadonlySet<Reason> = new Set([
  'malformed_token',
  'unsupported_encryption',
  'unsupported_header',
  'malformed_claim',
  // `kid` and `use` choose the key, as jose leaves to its caller.
  'undecryptable_token',
])

let reference: Reference
let ours: Verifier
let keys: readonly TestDecryptionKey[]
/** Each key, and what can be encrypted to it. */
let ways: readonly (readonly [key: TestDecryptionKey, alg: string, enc: string])[]

beforeAll(async () => {
  reference = await createReference()
  const [rsa, ec, okp] = [
    decryptionKey('RSA', 'r'),
    decryptionKey('P-256', 'e'),
    decryptionKey('X25519', 'x'),
  ]
  const [wrapping, gcm, direct] = [
    sharedKey('A128KW', 16, 'w'),
    sharedKey('A256GCMKW', 32, 'g'),
    sharedKey('A256GCM', 32, 'd'),
  ]
  keys = [rsa, ec, okp, wrapping, gcm, direct]
  ways = [
    [rsa, 'RSA-OAEP', 'A128GCM'],
    [rsa, 'RSA-OAEP-256', 'A256CBC-HS512'],
    [ec, 'ECDH-ES', 'A256GCM'],
    [ec, 'ECDH-ES+A128KW', 'A128CBC-HS256'],
    [okp, 'ECDH-ES', 'A192GCM'],
    [wrapping, 'A128KW', 'A192CBC-HS384'],
    [gcm, 'A256GCMKW', 'A256GCM'],
    [direct, 'dir', 'A256GCM'],
  ]
  ours = createVerifier({
    issuer: ISSUER,
    audience: AUDIENCES,
    keys: { keys: reference.published.map(({ alg: _alg, ...jwk }) => jwk) },
    clock: () => NOW * 1000,
    decryption: keys.map(({ jwk }) => jwk),
  })
})

/** What jose reads of a token, by any of the keys; `undefined` where it refuses. */
async function readByJose(token: string): Promise<string | undefined> {
  for (const { jwk } of keys) {
    const plaintext = await openByJose(token, jwk)
    if (!plaintext) continue
    const inside = new TextDecoder().decode(plaintext)
    const payload = await payloadByJose(inside, reference.pair(0).jose)
    return payload && JSON.stringify(payload)
  }
  return undefined
}

async function openByJose(token: string, jwk: JWK): Promise<Uint8Array | undefined> {
  try {
    const alg = jwk.alg ?? String((JSON.parse(headerOf(token)) as { alg?: unknown }).alg)
    return (await compactDecrypt(token, await importJWK(jwk, alg))).plaintext
  } catch {
    return undefined
  }
}

function headerOf(token: string): string {
  return Buffer.from(token.split('.', 1)[0] ?? '', 'base64url').toString()
}

type Verdict = 'taken by both' | 'refused by both' | Reason

/** Throws where we take what jose refuses, read it otherwise, or refuse it for no reason of ours. */
async function compare(token: string): Promise<Verdict> {
  const theirs = await readByJose(token)
  const outcome: unknown = await ours.verifyToken(token).catch((error: unknown) => error)
  if (!isAuthError(outcome)) {
    if (outcome instanceof Error) throw new Error('broke', { cause: outcome })
    if (theirs === undefined) throw new Error('taken, and refused by jose')
    const { claims } = outcome as { claims: unknown }
    if (JSON.stringify(claims) !== theirs) throw new Error('read differently')
    return 'taken by both'
  }
  if (outcome.status !== 401) throw new Error(`answered ${outcome.status}`)
  if (theirs === undefined) return 'refused by both'
  if (!STRICTER.has(outcome.reason)) throw new Error(`stricter by ${outcome.reason}`)
  return outcome.reason
}

function tally(): { add(verdict: Verdict): void; share(verdict: Verdict): number } {
  const verdicts: Verdict[] = []
  return {
    add: (verdict) => void verdicts.push(verdict),
    share: (verdict) => verdicts.filter((one) => one === verdict).length / verdicts.length,
  }
}

const small = fc.nat({ max: 1_000 })

const outside = fc.constantFrom<Record<string, unknown>>(
  {},
  {},
  {},
  { kid: undefined },
  { kid: 'e' },
  { kid: 'nobody' },
  { cty: undefined },
  { cty: 'at+jwt' },
  { cty: 'application/jwt' },
  { cty: 'json' },
  { typ: 'JOSE' },
  { zip: 'DEF' },
  { iss: ISSUER },
  { iss: 'https://other.example' },
  { apu: 'QWxpY2U', apv: 'Qm9i' },
  { unknown: { member: ['of', 1, null] } },
  { enc: 'A128GCM' },
)

const insides: readonly ((token: string) => string)[] = [
  (token) => token,
  (token) => token,
  (token) => token,
  (token) => `${token.slice(0, -6)}AAAAAA`,
  (token) => `${token}.`,
  (token) => token.slice(0, token.lastIndexOf('.') + 1),
  (token) => Buffer.from(token.split('.')[1] ?? '', 'base64url').toString(),
  () => '',
]

function way(index: number): (typeof ways)[number] {
  const found = ways[index % ways.length]
  if (!found) throw new Error('no way')
  return found
}

async function sealed(
  index: number,
  inside: string,
  header: Record<string, unknown>,
): Promise<string | undefined> {
  const [key, alg, enc] = way(index)
  try {
    return await encrypted(inside, key.lock, { alg, enc, kid: key.jwk.kid, ...header })
  } catch {
    // No key for that `enc`.
    return undefined
  }
}

const edits: readonly ((segment: string, other: string) => string)[] = [
  (segment) => segment,
  (segment) => segment.slice(0, -2),
  (segment) => `${segment}AA`,
  (segment) => `${segment}=`,
  (segment) => ` ${segment}`,
  (segment) => `${segment}\n`,
  withStrayBits,
  (segment) => segment.replace(/[A-Z]/, (letter) => letter.toLowerCase()),
  (_segment, other) => other,
  () => '',
  () => 'AAAA',
  (segment) => `${segment}.${segment}`,
]

describe('what we take, jose opens and takes', () => {
  it('of tokens that were changed and encrypted', { timeout: 60_000 }, async () => {
    const verdicts = tally()
    await fc.assert(
      fc.asyncProperty(small, small, small, outside, async (signer, to, inner, header) => {
        const token = finishToken(reference.draft(signer))
        const inside = insides[inner % insides.length]?.(token) ?? token
        const text = await sealed(to, inside, header)
        if (text !== undefined) verdicts.add(await compare(text))
      }),
      { numRuns: 600 },
    )
    expect(verdicts.share('taken by both')).toBeGreaterThan(0.1)
    expect(verdicts.share('refused by both')).toBeGreaterThan(0.2)
    expect(verdicts.share('unsupported_encryption')).toBeGreaterThan(0.005)
  })

  it('of tokens whose text was changed', { timeout: 60_000 }, async () => {
    const verdicts = tally()
    const originals: string[] = []
    for (let at = 0; at < ways.length * 2; at++) {
      const token = finishToken(reference.draft(at % SIGNERS.length))
      originals.push((await sealed(at, token, {})) ?? '')
    }
    await fc.assert(
      fc.asyncProperty(small, small, small, small, async (first, second, at, edit) => {
        const parts = (originals[first % originals.length] ?? '').split('.')
        const others = (originals[second % originals.length] ?? '').split('.')
        const index = at % parts.length
        const change = edits[edit % edits.length]
        const text = parts
          .map((part, place) =>
            place === index && change ? change(part, others[place] ?? '') : part,
          )
          .join('.')
        verdicts.add(await compare(text))
      }),
      { numRuns: 1_000 },
    )
    expect(verdicts.share('taken by both')).toBeGreaterThan(0.03)
    expect(verdicts.share('refused by both')).toBeGreaterThan(0.3)
    expect(verdicts.share('malformed_token')).toBeGreaterThan(0.005)
  })
})
