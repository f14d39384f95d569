import { createCipheriv, createHash, randomBytes } from 'node:crypto'
import { CompactEncrypt, type CompactJWEHeaderParameters } from 'jose'
import { encodeSegment } from '../../index.js'
import { type ServerKey, serverKey } from './server-keys.js'
import { formPost } from '../requests.js'
import type { ContractRequest, World } from '../world.js'

/** A header of a JWE, with changes; `undefined` takes a member away. */
export type JweHeader = Readonly<Record<string, unknown>>

/** Encrypts a text to a key, as a provider would. */
export function encrypt(
  { lock, kid }: Pick<ServerKey, 'lock' | 'kid'>,
  text: string | Uint8Array,
  header: JweHeader & { readonly alg: string; readonly enc?: string },
): Promise<string> {
  const given = { enc: 'A256GCM', kid, cty: 'JWT', ...header }
  const members = Object.entries(given).filter(([, value]) => value !== undefined)
  // Complete, as `alg` and `enc` are there.
  const complete = Object.fromEntries(members) as unknown as CompactJWEHeaderParameters
  return new CompactEncrypt(Buffer.from(text)).setProtectedHeader(complete).encrypt(lock)
}

/** Encrypts a text to the P-256 key of the server by ECDH-ES, which needs no more to be good. */
export function seal(
  world: World,
  text: string | Uint8Array,
  header: JweHeader = {},
): Promise<string> {
  return encrypt(serverKey(world, 'P-256'), text, { alg: 'ECDH-ES', ...header })
}

/** A request with a token in a form: what is too long for a header. */
export function tokenForm(token: string): ContractRequest {
  return formPost(`access_token=${token}`)
}

/**
 * Puts a JWE together with nothing checked: the header exactly as given, the text encrypted by A256GCM
 * with this key, whatever the header says.
 */
export function assemble(
  header: JweHeader | string,
  contentKey: Uint8Array,
  text: string,
  encryptedKey: Uint8Array = Buffer.alloc(0),
): string {
  const protectedHeader = encodeSegment(header)
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', contentKey, iv)
  cipher.setAAD(Buffer.from(protectedHeader))
  const ciphertext = Buffer.concat([cipher.update(text), cipher.final()])
  const parts = [encryptedKey, iv, ciphertext, cipher.getAuthTag()]
  return [protectedHeader, ...parts.map((part) => encodeSegment(part))].join('.')
}

/** The key that ECDH-ES with A256GCM makes of a shared secret (RFC 7518 §4.6.2). */
export function agreedKey(sharedSecret: Uint8Array): Buffer {
  const algorithm = Buffer.from('A256GCM')
  const info = [lengthOf(algorithm), algorithm, Buffer.alloc(8), uint32(256)]
  return createHash('sha256')
    .update(Buffer.concat([uint32(1), sharedSecret, ...info]))
    .digest()
}

function lengthOf(bytes: Uint8Array): Buffer {
  return uint32(bytes.length)
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
