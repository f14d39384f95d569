import { createHash, randomBytes } from 'node:crypto'

/** 256 bits, base64url: nobody guesses it. */
export function secret(): string {
  return randomBytes(32).toString('base64url')
}

/** 128 bits, base64url, 22 characters: names something. */
export function newId(): string {
  return randomBytes(16).toString('base64url')
}

/** What is kept of a secret, and what it is found by. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}
