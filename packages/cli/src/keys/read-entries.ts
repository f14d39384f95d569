import { X509Certificate } from 'node:crypto'
import { CommandError } from '../command-error.js'
import { isTooDeep, parseJson } from '../parse-json.js'
import { hasPemBlocks, pemBlocks, type PemBlock } from './pem-blocks.js'

/** A key as it stands in a file. Nothing of it has been checked. */
export type KeyEntry =
  | { readonly form: 'jwk'; readonly jwk: Readonly<Record<string, unknown>> }
  | { readonly form: 'certificate'; readonly certificate: X509Certificate }
  | { readonly form: 'pem'; readonly half: Half; readonly pem: string; readonly encrypted: boolean }
  | { readonly form: 'der'; readonly der: Buffer }

type Half = 'public' | 'private'

/** What each label holds; `undefined`: nothing that is a key. */
const LABELS: Readonly<Record<string, Half | 'certificate' | undefined>> = {
  CERTIFICATE: 'certificate',
  'X509 CERTIFICATE': 'certificate',
  'PUBLIC KEY': 'public',
  'RSA PUBLIC KEY': 'public',
  'PRIVATE KEY': 'private',
  'RSA PRIVATE KEY': 'private',
  'EC PRIVATE KEY': 'private',
  'ENCRYPTED PRIVATE KEY': 'private',
  'EC PARAMETERS': undefined,
}

/** What every DER document of a key begins with. As text it is a digit. */
const SEQUENCE = 0x30

/** The keys of a JWK, a JWK Set, a PEM file or a DER document. Throws a CommandError. */
export function readEntries(bytes: Buffer): readonly KeyEntry[] {
  if (bytes[0] === SEQUENCE && bytes.includes(0)) return [ofDer(bytes)]
  const text = bytes.toString('utf8')
  if (text.trimStart().startsWith('{')) return ofJson(text)
  if (hasPemBlocks(text)) return ofPem(pemBlocks(text))
  throw new CommandError('This is no key: neither a JWK, nor a JWK Set, nor PEM, nor DER')
}

function ofJson(text: string): readonly KeyEntry[] {
  const document = parsed(text)
  const list = isRecord(document) && 'keys' in document ? document['keys'] : [document]
  if (!Array.isArray(list)) throw new CommandError('"keys" of the JWK Set is no list')
  if (list.length === 0) throw new CommandError('The JWK Set holds no key')
  return list.map((jwk: unknown, index) => {
    if (isRecord(jwk)) return { form: 'jwk', jwk }
    throw new CommandError(`Key ${index + 1} of the JWK Set is no object`)
  })
}

function parsed(text: string): unknown {
  if (isTooDeep(text)) throw new CommandError('This JSON is nested more than 64 levels deep')
  const document = parseJson(text)
  if (document === undefined) throw new CommandError('This looks like JSON, and is none')
  return document
}

function ofPem(blocks: readonly PemBlock[]): readonly KeyEntry[] {
  const entries = blocks.flatMap((block): KeyEntry[] => {
    if (!Object.hasOwn(LABELS, block.label)) {
      throw new CommandError(`"${block.label}" is nothing that this reads`, {
        hint: 'It reads certificates, public keys and private keys (PKCS #8, PKCS #1, SEC 1).',
      })
    }
    const half = LABELS[block.label]
    if (half === undefined) return []
    if (half === 'certificate') return [ofCertificate(block.text)]
    const encrypted = block.label.startsWith('ENCRYPTED') || block.text.includes('4,ENCRYPTED')
    return [{ form: 'pem', half, pem: block.text, encrypted }]
  })
  if (entries.length === 0) throw new CommandError('The PEM holds no key')
  return entries
}

function ofDer(der: Buffer): KeyEntry {
  try {
    return { form: 'certificate', certificate: new X509Certificate(der) }
  } catch {
    return { form: 'der', der }
  }
}

function ofCertificate(text: string): KeyEntry {
  try {
    return { form: 'certificate', certificate: new X509Certificate(text) }
  } catch {
    throw new CommandError('The certificate is malformed')
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
