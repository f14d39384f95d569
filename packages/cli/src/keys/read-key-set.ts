import { CommandError } from '../command-error.js'
import { isTooDeep, parseJson } from '../parse-json.js'
import { hasPemBlocks } from './pem-blocks.js'
import { isRecord } from './read-entries.js'

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** Reads the entries of a JWK Set, or a JWK as a set of one. Gives what is wrong as a sentence. */
export function readKeySet(bytes: Uint8Array): readonly unknown[] | string {
  const text = decoded(bytes)
  if (text !== undefined && isTooDeep(text)) return 'It is nested more than 64 levels deep.'
  const document = text === undefined ? undefined : parseJson(text)
  if (document === undefined) return 'It is no JSON.'
  if (!isRecord(document)) return 'It is no JSON object.'
  if (!('keys' in document) && typeof document['kty'] === 'string') return [document]
  const { keys } = document
  return Array.isArray(keys) ? keys : 'It has no list "keys".'
}

/** The same, and throws a CommandError. */
export function keySetOf(bytes: Uint8Array, name: string): readonly unknown[] {
  const keys = readKeySet(bytes)
  if (typeof keys !== 'string') return keys
  const isPem = hasPemBlocks(Buffer.from(bytes).toString('latin1'))
  throw new CommandError(`${name} is no JWK Set. ${keys}`, {
    ...(isPem && { hint: 'countersign keys convert makes one of PEM: --to jwks.' }),
  })
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes)
  } catch {
    return undefined
  }
}
