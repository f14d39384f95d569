/** How a text differs from the one right spelling of its bytes. */
export interface Deviation {
  readonly id: string
  readonly text: string
}

/** What a text stands for, as far as it can be read, and what is wrong with it. */
export interface LooseBytes {
  readonly bytes: Buffer
  readonly deviations: readonly Deviation[]
}

const FOREIGN = /[^\w\-+/=\s]/
const ALL_FOREIGN = /[^\w-]/g

/**
 * Reads base64url as tolerantly as `Buffer.from` does, and says where the text is not what RFC 7515 §2
 * asks for: padding, the other alphabet, white space, foreign characters, stray bits.
 */
export function readBase64url(text: string): LooseBytes {
  const deviations: Deviation[] = []
  const deviate = (id: string, sentence: string): void =>
    void deviations.push({ id, text: sentence })
  if (/\s/.test(text)) deviate('white-space', 'White space is inside of it.')
  if (text.includes('=')) deviate('padding', 'It is padded with "=" (RFC 7515 §2 forbids it).')
  if (/[+/]/.test(text)) {
    deviate('wrong-alphabet', 'It has "+" or "/": base64, where base64url is asked for.')
  }
  const foreign = text.search(FOREIGN)
  if (foreign >= 0) {
    deviate('foreign-character', `Character ${foreign + 1} of it is not of the base64url alphabet.`)
  }
  const clean = text.replaceAll('+', '-').replaceAll('/', '_').replaceAll(ALL_FOREIGN, '')
  const bytes = Buffer.from(clean, 'base64url')
  if (clean.length % 4 === 1) {
    deviate('impossible-length', `No bytes have an encoding of ${clean.length} characters.`)
  } else if (bytes.toString('base64url') !== clean) {
    deviate('stray-bits', 'Its last character has bits set that belong to no byte.')
  }
  return { bytes, deviations }
}
