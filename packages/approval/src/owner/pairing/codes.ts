import { randomBytes } from 'node:crypto'

// Crockford's: none that is taken for another one, and no U.
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const CODE = /^[0-9A-HJKMNP-TV-Z]{12}$/

/** 60 bits, to be typed in: `XXXX-XXXX-XXXX`. */
export function newCode(): string {
  // 256 is a multiple of 32: each character is as likely as any other.
  const letters = [...randomBytes(12)].map((byte) => ALPHABET.charAt(byte & 31)).join('')
  return [letters.slice(0, 4), letters.slice(4, 8), letters.slice(8)].join('-')
}

/** The twelve characters that were meant; `undefined`: this is no code. */
export function readCode(typed: string): string | undefined {
  const code = typed
    .replaceAll(/[\s\-‐-―]/g, '')
    .toUpperCase()
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1')
  return CODE.test(code) ? code : undefined
}
