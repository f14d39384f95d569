import { jsonText, unsigned } from '../forge/compact.js'
import { headerOf } from '../labels.js'
import type { TokenAttack } from '../token-attack.js'
import { inBoth } from './json-text.js'

const about = { family: 'JSON', severity: 'low', needs: 'signing-key' } as const

/** Depth and size beyond reason, and bytes that are no UTF-8. */
export const jsonBytesAttacks: readonly TokenAttack[] = [
  {
    ...about,
    id: 'deep-json',
    rows: ['ATK-49'],
    title: 'refuses nesting that no claim needs',
    tokens: (subject) => ({
      'arrays in the payload': subject.sign({
        payload: jsonText(subject.claims(), { last: deepArrays(4_000) }),
      }),
      'objects in the payload': subject.sign({
        payload: jsonText(subject.claims(), { last: deepObjects(1_000) }),
      }),
      'arrays in the header': subject.sign({
        header: jsonText(headerOf(subject), { last: deepArrays(4_000) }),
      }),
    }),
  },
  {
    ...about,
    id: 'deep-json-unsigned',
    rows: ['ATK-49'],
    title: 'refuses brackets that nobody closes',
    severity: 'medium',
    needs: 'token',
    tokens: (subject) => ({
      'arrays that are never closed': unsigned(subject, { payload: '['.repeat(8_000) }),
      'objects that are never closed': unsigned(subject, { payload: '{"a":'.repeat(1_500) }),
      'a header of brackets': unsigned(subject, { header: '['.repeat(8_000) }),
    }),
  },
  {
    ...about,
    id: 'not-utf-8',
    rows: ['ATK-51', 'JOSE-06'],
    title: 'refuses bytes that are not plain UTF-8',
    tokens: (subject) => inBoth(subject, FAULTS),
  },
]

/** The tokens of one that is too large for a header, which comes with the answers that are too large. */
const large = { family: 'size', severity: 'low', answer: 'too-large' } as const

export const sizeAttacks: readonly TokenAttack[] = [
  {
    ...large,
    id: 'large-token',
    rows: ['ATK-50', 'ATK-102'],
    title: 'refuses a token that is larger than any header',
    needs: 'token',
    tokens: (subject) => ({
      '20 kB payload': unsigned(subject, { payload: { x: 'x'.repeat(20_000) } }),
      '20 kB header': unsigned(subject, { header: { x: 'x'.repeat(20_000) } }),
      'an opaque token': 'a'.repeat(50_000),
    }),
  },
  {
    ...large,
    id: 'large-token-signed',
    rows: ['ATK-50'],
    title: 'refuses a good token that is too large',
    needs: 'signing-key',
    tokens: (subject) => ({
      '20 kB payload': subject.sign({ payload: { x: 'x'.repeat(20_000) } }),
      '20 kB header': subject.sign({ header: { x: 'x'.repeat(20_000) } }),
      '2 000 members': subject.sign({ payload: manyMembers(2_000) }),
    }),
  },
]

/** A member of arrays inside of each other. */
export function deepArrays(depth: number): string {
  return `"x":${'['.repeat(depth)}${']'.repeat(depth)}`
}

function deepObjects(depth: number): string {
  return `"x":${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`
}

export function manyMembers(count: number): Record<string, number> {
  return Object.fromEntries(Array.from({ length: count }, (_, n) => [`x${n}`, n]))
}

const FAULTS: Readonly<Record<string, (json: string) => Buffer>> = {
  BOM: (json) => Buffer.from(`\ufeff${json}`),
  'BOM behind': (json) => Buffer.from(`${json}\ufeff`),
  'UTF-16LE': (json) => Buffer.from(json, 'utf16le'),
  'UTF-16LE with BOM': (json) => Buffer.from(`\ufeff${json}`, 'utf16le'),
  'UTF-16BE': (json) => utf16be(json),
  'UTF-16BE with BOM': (json) => utf16be(`\ufeff${json}`),
  'FF FE in front': (json) => Buffer.concat([Buffer.from('fffe', 'hex'), Buffer.from(json)]),
  'bytes FF FE': (json) => withBytes(json, 'fffe'),
  'overlong slash': (json) => withBytes(json, 'c0af'),
  'overlong quote': (json) => withBytes(json, 'c0a2'),
  'overlong NUL': (json) => withBytes(json, 'c080'),
  'overlong in three bytes': (json) => withBytes(json, 'e080af'),
  'surrogate as UTF-8': (json) => withBytes(json, 'eda080'),
  'pair of surrogates as UTF-8': (json) => withBytes(json, 'eda0bdedb880'),
  'beyond U+10FFFF': (json) => withBytes(json, 'f4908080'),
  'a sequence cut off': (json) => withBytes(json, 'e282'),
  'a stray continuation': (json) => withBytes(json, '80'),
  'Latin-1': (json) => withBytes(json, 'e9'),
}

/** The object with a string member behind its own that holds these bytes. */
function withBytes(json: string, hex: string): Buffer {
  const start = Buffer.from(`${json.slice(0, -1)},"x":"`)
  return Buffer.concat([start, Buffer.from(hex, 'hex'), Buffer.from('"}')])
}

function utf16be(json: string): Buffer {
  return Buffer.from(json, 'utf16le').swap16()
}
