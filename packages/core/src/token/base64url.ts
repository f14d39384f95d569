import { cpus } from 'node:os'
import { decodeByNode } from './decode-by-node.js'
import { decodeByTable } from './decode-by-table.js'

/**
 * Decodes base64url without padding; `undefined` unless it is the one right spelling.
 *
 * `Buffer.from` takes padding, foreign characters and stray bits (RFC 7515 §2, RFC 4648 §3.5). Length
 * and unused bits are part of the grammar, so that one byte string has exactly one spelling.
 */
export function decodeBase64url(text: string): Buffer | undefined {
  return isAscii(text) ? decodeAscii(text) : undefined
}

/** Whether a text has nothing that would be taken for another character by its low byte alone. */
export function isAscii(text: string): boolean {
  return Buffer.byteLength(text) === text.length
}

/** Decodes a text that {@link isAscii}. */
export function decodeAscii(text: string): Buffer | undefined {
  const bytes = Buffer.allocUnsafe(decodedLength(text))
  return decodeTo(bytes, text) ? bytes : undefined
}

/** How many bytes a text stands for, if it stands for any. */
export function decodedLength({ length }: string): number {
  return Math.floor((length * 3) / 4)
}

type Decode = (bytes: Buffer, text: string) => boolean

let decode: Decode | undefined

/**
 * Writes what a text that {@link isAscii} stands for, and says whether it is the one right spelling of
 * that. `bytes` has to have room for it.
 *
 * Node's decoder uses the widest registers there are. On account of that, processors of Intel run
 * slower for a while, and a signature takes a tenth longer; there, a table is the better bargain.
 */
export function decodeTo(bytes: Buffer, text: string): boolean {
  decode ??= isIntel() ? decodeByTable : decodeByNode
  return decode(bytes, text)
}

function isIntel(): boolean {
  try {
    return process.arch === 'x64' && cpus()[0]?.model.includes('Intel') === true
  } catch {
    // Where nobody may ask what the machine is: it decides about speed, and no request fails for that.
    return false
  }
}
