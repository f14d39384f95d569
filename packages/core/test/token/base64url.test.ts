import { describe, expect, it } from 'vitest'
import { decodeBase64url, decodedLength, isAscii } from '../../src/token/base64url.js'
import { decodeByNode } from '../../src/token/decode-by-node.js'
import { decodeByTable } from '../../src/token/decode-by-table.js'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** RFC 4648 §5 without padding, where unused bits are zero (§3.5): one spelling for each value. */
function isTheOneSpelling(text: string): boolean {
  const values = text.split('').map((character) => ALPHABET.indexOf(character))
  if (values.includes(-1)) return false
  const last = values.at(-1) ?? 0
  const unusedBits = [0, undefined, 4, 2][text.length % 4]
  return unusedBits !== undefined && last % 2 ** unusedBits === 0
}

/** Every text of up to so many of these characters. */
function* texts(characters: string, length: number): Generator<string> {
  yield ''
  if (length === 0) return
  for (const rest of texts(characters, length - 1)) {
    for (const character of characters) yield character + rest
  }
}

type Decode = (text: string) => Buffer | undefined

/** The texts that are decoded and must not be, or the other way round. */
function misread(decode: Decode, candidates: Iterable<string>): readonly string[] {
  const wrong: string[] = []
  for (const text of candidates) {
    const expected = isTheOneSpelling(text) ? text : undefined
    if (decode(text)?.toString('base64url') !== expected) wrong.push(text)
  }
  return wrong
}

/** Either way of decoding, whatever processor the tests run on. */
function decodeBy(decodeTo: (bytes: Buffer, text: string) => boolean): Decode {
  return (text) => {
    const bytes = Buffer.alloc(decodedLength(text))
    return isAscii(text) && decodeTo(bytes, text) ? bytes : undefined
  }
}

describe.each<[name: string, decode: Decode]>([
  ['decodeBase64url', decodeBase64url],
  ['decodeByNode', decodeBy(decodeByNode)],
  ['decodeByTable', decodeBy(decodeByTable)],
])('%s', (_name, decode) => {
  it('decodes every one, two and three bytes', () => {
    const wrong: string[] = []
    for (let value = 0; value < 2 ** 16; value++) {
      const bytes = Buffer.from([value & 0xff, value >> 8, (value * 7) & 0xff])
      for (const part of [bytes.subarray(0, 1), bytes.subarray(0, 2), bytes]) {
        const decoded = decode(part.toString('base64url'))
        if (decoded?.equals(part) !== true) wrong.push(part.toString('hex'))
      }
    }
    expect(wrong).toEqual([])
  })

  it('takes exactly the right spellings, of all texts of up to three characters', () => {
    expect(misread(decode, texts(`${ALPHABET}+/= .`, 3))).toEqual([])
  })

  it('takes exactly the right spellings, of longer texts', () => {
    expect(misread(decode, texts('AEQg-_=\n', 6))).toEqual([])
  })

  it.each(['AA==', 'AA=', 'AAA=', 'A', 'AAAAA', 'AB', 'AAB', 'A A', 'AA\n', '\nAA', 'AA\u0000'])(
    'refuses %j',
    (text) => {
      expect(decode(text)).toBeUndefined()
    },
  )

  it.each(['+/+/', 'ＡＡ', 'AÀ', 'AA\u200b', '\ufeffAA', 'ｅ', 'AA~A', 'AA.A', 'AA%A'])(
    'knows no other alphabet: %j',
    (text) => {
      expect(decode(text)).toBeUndefined()
    },
  )

  it('knows no character of sixteen bits but those of the alphabet', () => {
    const wrong: number[] = []
    for (let code = 0; code < 2 ** 16; code++) {
      const character = String.fromCharCode(code)
      const isRight = code < 128 && ALPHABET.includes(character)
      for (const text of [`${character}AAA`, `AA${character}A`, `AAAAA${character}AA`]) {
        if ((decode(text) !== undefined) !== isRight) wrong.push(code)
      }
    }
    expect(wrong).toEqual([])
  })

  it('takes exactly the right spellings, of texts that are decoded in blocks', () => {
    const characters = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code))
    function* changed(text: string): Generator<string> {
      for (let at = 0; at < text.length; at++)
        for (const one of characters) yield text.slice(0, at) + one + text.slice(at + 1)
    }
    const lengths = [63, 64, 66, 67, 128, 130, 131]
    for (const length of lengths) {
      const text = ALPHABET.repeat(3).slice(0, length)
      expect(misread(decode, changed(text))).toEqual([])
    }
  })

  it('stays fast on long texts that end wrong', () => {
    const started = performance.now()
    for (const end of ['=', 'B', 'AB', '.', 'A']) {
      expect(decode('A'.repeat(65_536) + end)).toBeUndefined()
    }
    expect(performance.now() - started).toBeLessThan(500)
  })
})
