import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

// One octet for the form, salt, initialisation vector, tag, ciphertext; all of it base64url.
const FORM = 1
const SALT = 32
const IV = 12
const TAG = 16
const START = 1 + SALT + IV + TAG

const OPTIONS = { authTagLength: TAG } as const

/** What a text is sealed for: it can be opened for nothing else. */
export interface SealedFor {
  /** What kind of text it is: keys are derived for one kind. */
  readonly info: string
  /** Which one of them, such as its place. */
  readonly purpose: string
}

/**
 * Encrypts a text with AES-256-GCM, under a key for this text alone: HKDF-SHA-256 of the secret and a new
 * salt.
 */
export function seal(text: string, secret: Uint8Array, { info, purpose }: SealedFor): string {
  const [salt, iv] = [randomBytes(SALT), randomBytes(IV)]
  const cipher = createCipheriv('aes-256-gcm', keyOf(secret, salt, info), iv, OPTIONS)
  cipher.setAAD(Buffer.from(purpose))
  const sealed = [cipher.update(text, 'utf8'), cipher.final()]
  const start = [Buffer.of(FORM), salt, iv, cipher.getAuthTag()]
  return Buffer.concat([...start, ...sealed]).toString('base64url')
}

/** The text again, by the secret that it was sealed with; `undefined`: by none of them, or it was changed. */
export function unseal(
  sealed: string,
  secrets: readonly Uint8Array[],
  sealedFor: SealedFor,
): string | undefined {
  const bytes = Buffer.from(sealed, 'base64url')
  if (bytes.length < START || bytes[0] !== FORM) return undefined
  for (const secret of secrets) {
    const text = opened(bytes, secret, sealedFor)
    if (text !== undefined) return text
  }
  return undefined
}

function opened(
  bytes: Buffer,
  secret: Uint8Array,
  { info, purpose }: SealedFor,
): string | undefined {
  const salt = bytes.subarray(1, 1 + SALT)
  const iv = bytes.subarray(1 + SALT, START - TAG)
  const decipher = createDecipheriv('aes-256-gcm', keyOf(secret, salt, info), iv, OPTIONS)
  decipher.setAuthTag(bytes.subarray(START - TAG, START))
  decipher.setAAD(Buffer.from(purpose))
  const text = decipher.update(bytes.subarray(START))
  try {
    return Buffer.concat([text, decipher.final()]).toString('utf8')
  } catch {
    return undefined
  }
}

function keyOf(secret: Uint8Array, salt: Uint8Array, info: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, salt, info, 32))
}
