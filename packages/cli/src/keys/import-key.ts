import { createPrivateKey, createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto'
import { CommandError } from '../command-error.js'
import { certificateThumbprint } from './certificate-thumbprint.js'
import { isPair } from './is-pair.js'
import type { KeyEntry } from './read-entries.js'

/** A key that has been read. What a JWK says about it comes along. */
export interface ImportedKey {
  readonly key: KeyObject
  readonly said: KeyMembers
}

/** Members of a JWK that are not the key itself. */
interface KeyMembers {
  readonly kid?: string
  readonly alg?: string
  readonly use?: string
  readonly 'x5t#S256'?: string
}

interface Members {
  readonly public: readonly string[]
  readonly secret: readonly string[]
}

/** What makes a key of each type (RFC 7518 §6, RFC 8037 §2). */
const MEMBERS: ReadonlyMap<unknown, Members> = new Map<unknown, Members>([
  ['RSA', { public: ['n', 'e'], secret: ['d', 'p', 'q', 'dp', 'dq', 'qi'] }],
  ['EC', { public: ['crv', 'x', 'y'], secret: ['d'] }],
  ['OKP', { public: ['crv', 'x'], secret: ['d'] }],
])

const BASE64URL = /^[A-Za-z0-9_-]+$/

/** Characters of 8192 bits, the longest modulus that a verifier takes: to sign with more takes minutes. */
const LONGEST = 1_366

/** Asks for the passphrase of an encrypted key, where there is one. */
export type AskPassphrase = () => Promise<string>

/** Reads a key. Throws a CommandError, which never holds anything of the key. */
export async function importKey(entry: KeyEntry, ask: AskPassphrase): Promise<ImportedKey> {
  switch (entry.form) {
    case 'jwk':
      return importJwk(entry.jwk)
    case 'certificate':
      return {
        key: entry.certificate.publicKey,
        said: { 'x5t#S256': certificateThumbprint(entry.certificate) },
      }
    case 'der':
      return { key: importDer(entry.der), said: {} }
    case 'pem':
      return {
        key: importPem(entry.pem, entry.half, entry.encrypted ? await ask() : undefined),
        said: {},
      }
    default:
      return entry satisfies never
  }
}

function importPem(pem: string, half: 'public' | 'private', passphrase?: string): KeyObject {
  try {
    if (half === 'public') return createPublicKey(pem)
    return createPrivateKey({ key: pem, ...(passphrase !== undefined && { passphrase }) })
  } catch {
    throw new CommandError(
      passphrase === undefined
        ? `The ${half} key is malformed, or of a kind that this Node does not know`
        : 'The passphrase does not open the key, or the key is malformed',
    )
  }
}

function importDer(der: Buffer): KeyObject {
  const attempts = [
    () => createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }),
    () => createPublicKey({ key: der, format: 'der', type: 'spki' }),
  ]
  for (const attempt of attempts) {
    try {
      return attempt()
    } catch {
      // It may be the other one.
    }
  }
  throw new CommandError('The DER is no certificate, no PKCS #8 and no SubjectPublicKeyInfo')
}

function importJwk(jwk: Readonly<Record<string, unknown>>): ImportedKey {
  const { kty, kid, alg, use } = jwk
  if (kty === 'oct' || 'k' in jwk) {
    throw new CommandError('A symmetric key has no public half: whoever checks with it can forge', {
      hint: 'Make an asymmetric one: countersign keys generate.',
    })
  }
  const members = MEMBERS.get(kty)
  if (!members) throw new CommandError('The "kty" of the JWK is none of RSA, EC and OKP')
  if ('oth' in jwk) throw new CommandError('RSA keys with more than two primes are not taken')
  const isPrivate = 'd' in jwk
  const own = picked(jwk, ['kty', ...members.public, ...(isPrivate ? members.secret : [])])
  const publicKey = importHalf(picked(own, ['kty', ...members.public]), createPublicKey)
  const key = isPrivate ? importHalf(own, createPrivateKey) : publicKey
  // Node takes any two halves for a key.
  if (isPrivate && !isPair(key, publicKey)) {
    throw new CommandError('The private half of the JWK is of another key than its public half')
  }
  const text = { kid, alg, use }
  const said = Object.entries(text).filter(([, value]) => typeof value === 'string')
  return { key, said: Object.fromEntries(said) as KeyMembers }
}

function picked(
  jwk: Readonly<Record<string, unknown>>,
  names: readonly string[],
): Record<string, string> {
  const values = names.map((name) => {
    const value = jwk[name]
    const isText = typeof value === 'string' && (name === 'crv' || BASE64URL.test(value))
    if (isText && value.length > LONGEST) {
      throw new CommandError(`The member "${name}" of the JWK has more than 8192 bits`)
    }
    if (!isText) throw new CommandError(`The member "${name}" of the JWK is missing or malformed`)
    return [name, value] as const
  })
  return Object.fromEntries(values)
}

function importHalf(
  jwk: JsonWebKey,
  importer: (input: { key: JsonWebKey; format: 'jwk' }) => KeyObject,
): KeyObject {
  try {
    return importer({ key: jwk, format: 'jwk' })
  } catch {
    // What OpenSSL says of it may be in the words of the key.
    throw new CommandError('The JWK is malformed, or of a curve that this does not take')
  }
}
