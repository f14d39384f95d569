import * as fc from 'fast-check'
import type { RefusalReason } from '../../src/index.js'
import { padded, withStrayBits } from './token-draft.js'

/** A change to the text of a token that nobody signs afterwards. */
export interface TextChange {
  readonly label: string
  readonly stricter: readonly RefusalReason[]
  apply(token: string, others: readonly string[]): string
}

const character = fc.constantFrom(...'AQgwZaz09-_=+/.~ %"\n\t\u0000é\u200b\ufeff\u00a0'.split(''))
const place = fc.nat({ max: 1_000 })
const segment = fc.nat({ max: 2 })

/** Changes one of the three segments. */
function inSegment(token: string, index: number, change: (text: string) => string): string {
  return token
    .split('.')
    .map((text, at) => (at === index ? change(text) : text))
    .join('.')
}

const splice = (token: string, at: number, remove: number, insert: string): string => {
  const start = at % (token.length + 1)
  return token.slice(0, start) + insert + token.slice(start + remove)
}

const edits: readonly fc.Arbitrary<(token: string, others: readonly string[]) => string>[] = [
  fc.tuple(place, character).map(
    ([at, c]) =>
      (token) =>
        splice(token, at, 1, c),
  ),
  fc.tuple(place, character).map(
    ([at, c]) =>
      (token) =>
        splice(token, at, 0, c),
  ),
  fc.tuple(place, fc.nat({ max: 4 })).map(
    ([at, n]) =>
      (token) =>
        splice(token, at, n, ''),
  ),
  fc.tuple(place, segment).map(
    ([other, index]) =>
      (token, others) =>
        inSegment(token, index, () => others[other % others.length]?.split('.')[index] ?? ''),
  ),
  fc.tuple(segment, character).map(
    ([index, c]) =>
      (token) =>
        inSegment(token, index, (text) => text + c),
  ),
  segment.map((index) => (token) => inSegment(token, index, padded)),
  segment.map((index) => (token) => inSegment(token, index, withStrayBits)),
  segment.map((index) => (token) => inSegment(token, index, () => '')),
  segment.map((index) => (token) => inSegment(token, index, (text) => `${text}.${text}`)),
  fc.constant((token) => token.split('.').toReversed().join('.')),
  fc.constant((token) => token.split('.').slice(0, 2).join('.')),
  fc.constant((token) => `${token}.`),
  fc.constant((token) => `${token}~`),
  fc.constant((token) => JSON.stringify(token.split('.'))),
  fc.constant((token) => encodeURIComponent(token)),
]

/** Other spellings of one signature, which jose reads. */
const lenient: typeof edits = [padded, withStrayBits, (text: string) => ` ${text}\n`].map(
  (change) => fc.constant((token) => inSegment(token, 2, change)),
)

/** Any change to the text of a token. */
export const textChange: fc.Arbitrary<TextChange> = fc.oneof(...edits, ...lenient).map((apply) => ({
  label: String(apply),
  stricter: ['malformed_token'],
  apply,
}))
