import { charCode } from '../char-code.js'
import { valueOf } from './decode-by-table.js'

/** What is over after whole bytes: of three characters two bits, of two characters four. */
const STRAY_BITS = [0, 0, 0b1111, 0b11]

/**
 * Decodes base64url by Node's own decoder: see `decodeTo`.
 *
 * That one never complains. It passes over what is none of its characters, and stops at padding, so
 * that it writes fewer bytes than as many characters stand for, wherever their number is right; and it
 * knows the two characters of base64 that base64url has others for, and takes no notice of stray bits.
 */
export function decodeByNode(bytes: Buffer, text: string): boolean {
  const { length } = text
  const rest = length % 4
  if (rest === 1) return false
  if (bytes.write(text, 'base64url') !== Math.floor((length * 3) / 4)) return false
  if (text.includes('+') || text.includes('/')) return false
  return length === 0 || (valueOf(charCode(text, length - 1)) & (STRAY_BITS[rest] ?? 0)) === 0
}
