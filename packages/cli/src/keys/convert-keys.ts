import type { KeyObject } from 'node:crypto'
import { calculateJwkThumbprint, type JWK } from 'jose'
import { CommandError } from '../command-error.js'
import { assertStrong } from './assert-strong.js'
import { importKey, type AskPassphrase, type ImportedKey } from './import-key.js'
import { jsonText } from '../terminal/json-text.js'
import { jwkOf, pemOf, publicHalf } from './key-texts.js'
import type { KeyEntry } from './read-entries.js'

export const FORMATS = ['jwk', 'jwks', 'pem', 'spki', 'pkcs8'] as const

export type Format = (typeof FORMATS)[number]

/** How keys are written. */
export interface ConvertOptions {
  readonly to: Format
  /** Only the public half. `spki` is that by itself. */
  readonly public: boolean
  readonly kid?: string | undefined
  readonly alg?: string | undefined
  readonly use?: 'sig' | 'enc' | undefined
}

/** Keys in another format. */
export interface Converted {
  readonly text: string
  /** Whether private keys are in it. */
  readonly secret: boolean
  readonly keys: readonly { readonly kid: string | undefined; readonly thumbprint: string }[]
}

/** Writes keys in another format. Throws a CommandError for those that nobody should use. */
export async function convertKeys(
  entries: readonly KeyEntry[],
  options: ConvertOptions,
  ask: AskPassphrase,
): Promise<Converted> {
  const imported: ImportedKey[] = []
  for (const entry of entries) {
    const one = await importKey(entry, ask)
    await assertStrong(one.key)
    imported.push(one)
  }
  const { to } = options
  const onlyPublic = options.public || to === 'spki'
  const keys = imported.map(({ key, said }) => ({ key: onlyPublic ? publicHalf(key) : key, said }))
  assertFormat(keys, options)
  const secret = keys.some(({ key }) => key.type === 'private')
  const isJson = to === 'jwk' || to === 'jwks'
  const jwks = await Promise.all(keys.map((one) => namedJwk(one, options)))
  const document = to === 'jwk' ? jwks[0]?.jwk : { keys: jwks.map(({ jwk }) => jwk) }
  return {
    text: isJson ? jsonText(document) : keys.map(({ key }) => pemOf(key)).join(''),
    secret,
    keys: jwks.map(({ jwk, thumbprint }) => ({ kid: isJson ? jwk.kid : undefined, thumbprint })),
  }
}

function assertFormat(keys: readonly ImportedKey[], options: ConvertOptions): void {
  const { to, kid, alg, use } = options
  if (keys.length > 1 && to === 'jwk') {
    throw new CommandError(`There are ${keys.length} keys, and a JWK is one`, {
      hint: 'Say --to jwks, or --pick with the kid or the number of one.',
    })
  }
  if (keys.length > 1 && kid !== undefined) throw new CommandError('--kid names one key only')
  const isJson = to === 'jwk' || to === 'jwks'
  if (!isJson && [kid, alg, use].some((value) => value !== undefined)) {
    throw new CommandError('--kid, --alg and --use are for JWKs: PEM has no place for them')
  }
  if (to === 'pkcs8' && keys.some(({ key }) => key.type !== 'private')) {
    throw new CommandError('PKCS #8 is for private keys, and this is a public one', {
      hint: 'Say --to spki.',
    })
  }
}

async function namedJwk(
  { key, said }: ImportedKey,
  { kid, alg, use }: ConvertOptions,
): Promise<{ readonly jwk: JWK; readonly thumbprint: string }> {
  const own = jwkOf(key)
  const thumbprint = await calculateJwkThumbprint(own)
  const algorithm = alg ?? said.alg
  assertAlgorithm(key, algorithm)
  const given = { alg, use }
  const members = Object.entries(given).filter(([, value]) => value !== undefined)
  const jwk = {
    ...own,
    ...said,
    ...Object.fromEntries(members),
    kid: kid ?? said.kid ?? thumbprint,
  }
  return { jwk, thumbprint }
}

/** Algorithms by the kind of key that they take, or its curve. */
const ALGORITHMS_OF: Readonly<Record<string, RegExp>> = {
  rsa: /^(?:[RP]S(?:256|384|512)|RSA-OAEP(?:-(?:256|384|512))?)$/,
  prime256v1: /^(?:ES256|ECDH-ES(?:\+A(?:128|192|256)KW)?)$/,
  secp384r1: /^(?:ES384|ECDH-ES(?:\+A(?:128|192|256)KW)?)$/,
  secp521r1: /^(?:ES512|ECDH-ES(?:\+A(?:128|192|256)KW)?)$/,
  ed25519: /^(?:EdDSA|Ed25519)$/,
  x25519: /^ECDH-ES(?:\+A(?:128|192|256)KW)?$/,
}

function assertAlgorithm(key: KeyObject, alg: string | undefined): void {
  const kind = key.asymmetricKeyDetails?.namedCurve ?? key.asymmetricKeyType ?? ''
  if (alg === undefined || ALGORITHMS_OF[kind]?.test(alg)) return
  throw new CommandError(`The algorithm of the key is not one for keys of its kind (${kind})`, {
    hint: 'Name one that is: --alg.',
  })
}
