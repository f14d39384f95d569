import type { SigningKey } from '@countersign/issuer'
import { signatureOf } from '../../signature-of.js'
import { compact, segmentsOf, signText } from '../forge/compact.js'
import { byName, headerText } from '../named.js'
import type { AttackSubject, NamedTokens, TokenAttack } from '../token-attack.js'

const FOREIGN = ['$', '%', '\u00e9', headerText('\u00e9'), '!', '*', '\\', '@']

const about = { family: 'base64url', severity: 'low', needs: 'token' } as const

/** Other spellings of the same octets. The `-signed` ones have a signature over the odd spelling. */
export const base64urlAttacks: readonly TokenAttack[] = [
  {
    ...about,
    id: 'padding',
    rows: ['ATK-39', 'JOSE-03'],
    title: 'refuses padding at the end',
    tokens: (subject) =>
      byName(
        { 'one sign': '=', 'two signs': '==', 'three signs': '===' },
        (padding) => subject.token() + padding,
      ),
  },
  {
    ...about,
    id: 'padding-inside',
    rows: ['ATK-39', 'JOSE-03'],
    title: 'refuses padding inside',
    answer: 'malformed',
    tokens(subject) {
      const [h, p, s] = segmentsOf(subject.token())
      return { 'behind the header': `${h}=.${p}.${s}`, 'behind the payload': `${h}.${p}=.${s}` }
    },
  },
  signed({
    id: 'padding-inside-signed',
    rows: ['ATK-39', 'JOSE-03'],
    title: 'refuses padding inside, though the signature covers it',
    answer: 'malformed',
    spellings: (key, [h, p]) => ({
      'behind the header': signText(`${h}=.${p}`, key),
      'behind the payload': signText(`${h}.${p}==`, key),
    }),
  }),
  {
    ...about,
    id: 'blanks',
    rows: ['ATK-40', 'JOSE-04', 'BCP-11'],
    title: 'refuses blanks inside of segments',
    answer: 'malformed',
    tokens: (subject) => ({
      ...withBlank(subject.token(), 'space', ' '),
      ...withBlank(subject.token(), 'tab', '\t'),
    }),
  },
  {
    ...about,
    id: 'stray-bits',
    rows: ['ATK-41', 'JOSE-05'],
    title: 'refuses stray bits in the last character',
    tokens(subject) {
      const [h, p, s] = segmentsOf(subject.token())
      const spellings = {
        'of the header': [h, `${stray(h)}.${p}.${s}`],
        'of the payload': [p, `${h}.${stray(p)}.${s}`],
        'of the signature': [s, `${h}.${p}.${stray(s)}`],
      }
      // A multiple of four characters has no bits to spare.
      return Object.fromEntries(
        Object.entries(spellings).flatMap(([name, [segment = '', token = '']]) =>
          segment.length % 4 === 0 ? [] : [[name, token]],
        ),
      )
    },
  },
  {
    ...about,
    id: 'stray-bits-signed',
    rows: ['ATK-41', 'JOSE-05'],
    title: 'refuses stray bits in the last character, though the signature covers them',
    needs: 'signing-key',
    tokens(subject) {
      const [key] = subject.keys.values()
      if (!key) return {}
      const input = unevenInput(subject, key)
      const [h, p] = segmentsOf(input)
      const signature = signatureOf(input, { key })
      return {
        'of the header': compact(`${stray(h)}.${p}`, signature),
        'of the header, signed': signText(`${stray(h)}.${p}`, key),
        'of the payload': compact(`${h}.${stray(p)}`, signature),
        'of the payload, signed': signText(`${h}.${stray(p)}`, key),
        'of the signature': `${input}.${stray(signature.toString('base64url'))}`,
      }
    },
  },
  {
    ...about,
    id: 'standard-alphabet',
    rows: ['ATK-42', 'JOSE-04'],
    title: 'refuses the standard alphabet',
    needs: 'signing-key',
    tokens(subject) {
      const [key] = subject.keys.values()
      if (!key) return {}
      // Three octets of ones and zeros each spell all of "-" and "_" in one of three positions.
      const x = '???>>>\u00ff~~~'.repeat(3)
      const input = subject.input({ header: { x }, payload: { x }, key })
      const [h, p] = segmentsOf(input)
      return {
        header: signText(`${standard(h)}.${p}`, key),
        payload: signText(`${h}.${standard(p)}`, key),
        'payload, signed as base64url': compact(`${h}.${standard(p)}`, signatureOf(input, { key })),
        signature: standardSignature(subject, key),
      }
    },
  },
  {
    ...about,
    id: 'impossible-length',
    rows: ['ATK-43'],
    title: 'refuses a signature of an impossible length',
    tokens(subject) {
      const token = subject.token()
      const [h, p, s] = segmentsOf(token)
      return {
        signature: `${h}.${p}.${impossible(s)}`,
        'one character': 'a.b.c',
        'one character more': `${token}AAA`,
      }
    },
  },
  signed({
    id: 'impossible-length-signed',
    rows: ['ATK-43'],
    title: 'refuses header and payload of an impossible length',
    spellings: (key, [h, p]) => ({
      header: signText(`${impossible(h)}.${p}`, key),
      payload: signText(`${h}.${impossible(p)}`, key),
    }),
  }),
  {
    ...about,
    id: 'foreign-characters',
    rows: ['ATK-43', 'JOSE-04'],
    title: 'refuses foreign characters in every segment',
    answer: 'malformed',
    tokens(subject) {
      const [h, p, s] = segmentsOf(subject.token())
      return Object.fromEntries(
        FOREIGN.flatMap((odd) => [
          [`${odd} in the header`, `${odd}${h}.${p}.${s}`],
          [`${odd} in the payload`, `${h}.${p.slice(0, 4)}${odd}${p.slice(4)}.${s}`],
          [`${odd} in the signature`, `${h}.${p}.${s}${odd}`],
        ]),
      )
    },
  },
  signed({
    id: 'foreign-characters-signed',
    rows: ['ATK-43', 'JOSE-04'],
    title: 'refuses foreign characters, though the signature covers them',
    answer: 'malformed',
    spellings: (key, [h, p]) =>
      Object.fromEntries(
        FOREIGN.flatMap((odd) => [
          [`${odd} in the header`, signText(`${odd}${h}.${p}`, key)],
          [`${odd} in the payload`, signText(`${h}.${p.slice(0, 4)}${odd}${p.slice(4)}`, key)],
        ]),
      ),
  }),
]

/** Blanks at the ends are none of them: HTTP takes them away. */
export function withBlank(token: string, name: string, blank: string): NamedTokens {
  const [h, p, s] = segmentsOf(token)
  return {
    [`${name} in the header`]: `${h.slice(0, 8)}${blank}${h.slice(8)}.${p}.${s}`,
    [`${name} in front of the payload`]: `${h}.${blank}${p}.${s}`,
    [`${name} in the payload`]: `${h}.${p.slice(0, 8)}${blank}${p.slice(8)}.${s}`,
    [`${name} in the signature`]: `${h}.${p}.${s.slice(0, 8)}${blank}${s.slice(8)}`,
  }
}

interface SignedSpellings extends Pick<TokenAttack, 'id' | 'rows' | 'title' | 'answer'> {
  readonly spellings: (key: SigningKey, segments: readonly [string, string]) => NamedTokens
}

/** An attack on header and payload as they are spelled under a signature. */
function signed({ spellings, ...named }: SignedSpellings): TokenAttack {
  return {
    ...about,
    ...named,
    needs: 'signing-key',
    tokens(subject) {
      const [key] = subject.keys.values()
      if (!key) return {}
      const [h, p] = segmentsOf(subject.input({ key }))
      return spellings(key, [h, p])
    },
  }
}

/** An input whose both segments have unused bits in their last character. */
function unevenInput(subject: AttackSubject, key: SigningKey): string {
  for (let padding = 0; padding < 9; padding += 1) {
    const x = 'x'.repeat(padding)
    const input = subject.input({
      header: { x: x.slice(0, padding % 3) },
      payload: { x: x.slice(0, Math.floor(padding / 3)) },
      key,
    })
    const [h, p] = segmentsOf(input)
    if (h.length % 4 !== 0 && p.length % 4 !== 0) return input
  }
  throw new Error('no padding leaves bits unused')
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** The same octets, spelled with the lowest unused bit of the last character set. */
function stray(segment: string): string {
  const last = ALPHABET.indexOf(segment.at(-1) ?? '')
  return segment.slice(0, -1) + (ALPHABET[last + 1] ?? '')
}

/** Nearly every signature has a "-" or "_", and of several tokens one does. */
function standardSignature(subject: AttackSubject, key: SigningKey): string {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const input = subject.input({ payload: { x: attempt }, key })
    const signature = signatureOf(input, { key }).toString('base64url')
    if (/[-_]/.test(signature)) return `${input}.${standard(signature)}`
  }
  throw new Error('no signature has a character that is spelled in two ways')
}

function standard(segment: string): string {
  return segment.replaceAll('-', '+').replaceAll('_', '/')
}

/** The segment with one character beyond a multiple of four, which no octets have. */
function impossible(segment: string): string {
  return `${segment.slice(0, segment.length - (segment.length % 4))}A`
}
