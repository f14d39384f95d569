import { jsonText } from '../forge/compact.js'
import { headerOf } from '../labels.js'
import { byValue } from '../named.js'
import type { AttackSubject, NamedTokens, TokenAttack } from '../token-attack.js'

const about = { family: 'JSON', severity: 'low', needs: 'signing-key' } as const

/** Numbers, literals and characters that are not what they seem. */
export const jsonTextAttacks: readonly TokenAttack[] = [
  {
    ...about,
    id: 'endless-date',
    rows: ['ATK-47', 'JOSE-32'],
    title: 'refuses dates that are not finite, or far beyond any date',
    severity: 'medium',
    tokens: (subject) =>
      Object.fromEntries(
        Object.entries(DATES).flatMap(([name, values]) =>
          values.map((value) => {
            const claims = subject.claims({ [name]: undefined })
            const payload = jsonText(claims, { last: `"${name}":${value}` })
            return [`${name} ${value}`, subject.sign({ payload })]
          }),
        ),
      ),
  },
  {
    ...about,
    id: 'not-json',
    rows: ['ATK-48', 'JOSE-06'],
    title: 'refuses what is JavaScript or JSON5, but not JSON',
    tokens: (subject) => inBoth(subject, FAULTS),
  },
  {
    ...about,
    id: 'look-alike-names',
    rows: ['ATK-52'],
    title: 'compares issuer and audience code point by code point',
    severity: 'high',
    tokens(subject) {
      const { issuer, audience } = subject
      const changes = [
        ...lookAlikes(issuer).map((iss) => ({ iss })),
        ...lookAlikes(audience).map((aud) => ({ aud })),
        ...lookAlikes(audience).map((aud) => ({ aud: [aud] })),
      ]
      return byValue(changes, (payload) => subject.sign({ payload }))
    },
  },
  {
    ...about,
    id: 'not-an-object',
    rows: ['ATK-53', 'JOSE-06'],
    title: 'refuses a payload or header that is no object',
    severity: 'medium',
    tokens(subject) {
      const list = `[${JSON.stringify(subject.claims())}]`
      const values = ['[]', '[{}]', '"x"', '1', 'null', 'true', 'false', '{}', list]
      return {
        ...byValue(values, (payload) => subject.sign({ payload }), 'payload '),
        ...byValue(values, (header) => subject.sign({ header }), 'header '),
      }
    },
  },
]

const DATES: Readonly<Record<string, readonly string[]>> = {
  exp: ['1e400', '-1e400', '1e308', '1e16', '-1', '-0.5', '253402300800'],
  iat: ['1e400', '-1e400', '1e308', '-1'],
  nbf: ['1e400', '-1e400', '1e308', '-1'],
}

const member = (text: string) => (json: string) => json.replace(/}$/, () => `,${text}}`)

const FAULTS: Readonly<Record<string, (json: string) => string>> = {
  NaN: member('"x":NaN'),
  Infinity: member('"x":Infinity'),
  '-Infinity': member('"x":-Infinity'),
  undefined: member('"x":undefined'),
  'block comment': (json) => json.replace(/^{/, '{/* x */'),
  'line comment': (json) => `${json}// x`,
  'hash comment': (json) => `${json}\n# x`,
  'trailing comma': (json) => json.replace(/}$/, ',}'),
  'leading comma': (json) => json.replace(/^{/, '{,'),
  'trailing comma in an array': member('"x":[1,]'),
  'single quotes': (json) => json.replaceAll('"', "'"),
  'a name without quotes': member('x:1'),
  'leading zero': member('"x":01'),
  'leading plus sign': member('"x":+1'),
  'bare decimal point': member('"x":.5'),
  'decimal point at the end': member('"x":5.'),
  hexadecimal: member('"x":0x1'),
  'capital True': member('"x":True'),
  'line break in a string': member('"x":"a\nb"'),
  'tab in a string': member('"x":"a\tb"'),
  'unknown escape': member(String.raw`"x":"\x41"`),
  'broken escape': member(String.raw`"x":"\u12"`),
  'second value': (json) => `${json}{}`,
  'NUL behind': (json) => `${json}\0`,
  'no-break space behind': (json) => `${json}\u00a0`,
  'cut off': (json) => json.slice(0, -1),
  'one brace more': (json) => `${json}}`,
  empty: () => '',
  'one space': () => ' ',
}

/** Signed tokens whose header, and others whose payload, is spoiled in each of these ways. */
export function inBoth(
  subject: AttackSubject,
  faults: Readonly<Record<string, (json: string) => string | Uint8Array>>,
): NamedTokens {
  const header = JSON.stringify(headerOf(subject))
  const payload = JSON.stringify(subject.claims())
  return Object.fromEntries(
    Object.entries(faults).flatMap(([name, fault]) => [
      [`${name}, in the payload`, subject.sign({ payload: fault(payload) })],
      [`${name}, in the header`, subject.sign({ header: fault(header) })],
    ]),
  )
}

/** Texts that look the same, or become the same when normalised. */
function lookAlikes(text: string): readonly string[] {
  const texts = [
    `${text}\u0000`,
    `${text}\u200b`,
    `\ufeff${text}`,
    `${text}\ud800`,
    `\u202e${text}`,
    text.replace('t', '\u0442'),
    text.replace('a', '\u0430'),
    text.replace('p', '\uff50'),
    text.normalize('NFKD').replace('/', '\u2215'),
  ]
  return [...new Set(texts)].filter((other) => other !== text)
}
