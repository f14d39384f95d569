import assert from 'node:assert/strict'
import type { ContractCase } from '../case.js'
import { expectAccepted, expectForbidden, expectInvalidToken } from '../expect.js'
import { jsonText } from './forge/compact.js'
import { eachNamed, refusesTokens } from './refused-tokens.js'

/** Numbers, literals and characters that are not what they seem. */
export const jsonTextCases: readonly ContractCase[] = [
  refusesTokens(
    ['ATK-47', 'JOSE-32'],
    'refuses dates that are not finite, or far beyond any date',
    ({ idp }) => {
      const literals = [
        ['exp', ['1e400', '-1e400', '1e308', '1e16', '-1', '-0.5', '253402300800']],
        ['iat', ['1e400', '-1e400', '1e308', '-1']],
        ['nbf', ['1e400', '-1e400', '1e308', '-1']],
      ] as const
      return Object.fromEntries(
        literals.flatMap(([name, values]) =>
          values.map((value) => {
            const payload = jsonText(idp.claims({ [name]: undefined }), {
              last: `"${name}":${value}`,
            })
            return [`${name} ${value}`, idp.sign({ payload })]
          }),
        ),
      )
    },
  ),
  refusesTokens(
    ['ATK-48', 'JOSE-06'],
    'refuses what is JavaScript or JSON5, but not JSON',
    ({ idp }) => {
      const faults: Readonly<Record<string, (json: string) => string>> = {
        NaN: (json) => json.replace(/}$/, ',"x":NaN}'),
        Infinity: (json) => json.replace(/}$/, ',"x":Infinity}'),
        '-Infinity': (json) => json.replace(/}$/, ',"x":-Infinity}'),
        undefined: (json) => json.replace(/}$/, ',"x":undefined}'),
        'block comment': (json) => json.replace(/^{/, '{/* x */'),
        'line comment': (json) => `${json}// x`,
        'hash comment': (json) => `${json}\n# x`,
        'trailing comma': (json) => json.replace(/}$/, ',}'),
        'leading comma': (json) => json.replace(/^{/, '{,'),
        'trailing comma in an array': (json) => json.replace(/}$/, ',"x":[1,]}'),
        'single quotes': (json) => json.replaceAll('"', "'"),
        'a name without quotes': (json) => json.replace(/}$/, ',x:1}'),
        'leading zero': (json) => json.replace(/}$/, ',"x":01}'),
        'leading plus sign': (json) => json.replace(/}$/, ',"x":+1}'),
        'bare decimal point': (json) => json.replace(/}$/, ',"x":.5}'),
        'decimal point at the end': (json) => json.replace(/}$/, ',"x":5.}'),
        hexadecimal: (json) => json.replace(/}$/, ',"x":0x1}'),
        'capital True': (json) => json.replace(/}$/, ',"x":True}'),
        'line break in a string': (json) => json.replace(/}$/, ',"x":"a\nb"}'),
        'tab in a string': (json) => json.replace(/}$/, ',"x":"a\tb"}'),
        'unknown escape': (json) => json.replace(/}$/, String.raw`,"x":"\x41"}`),
        'broken escape': (json) => json.replace(/}$/, String.raw`,"x":"\u12"}`),
        'second value': (json) => `${json}{}`,
        'NUL behind': (json) => `${json}\0`,
        'no-break space behind': (json) => `${json}\u00a0`,
        'cut off': (json) => json.slice(0, -1),
        'one brace more': (json) => `${json}}`,
        empty: () => '',
        'one space': () => ' ',
      }
      const header = JSON.stringify({ typ: 'at+jwt', alg: 'ES256', kid: 'es1' })
      const payload = JSON.stringify(idp.claims())
      return Object.fromEntries(
        Object.entries(faults).flatMap(([name, fault]) => [
          [`${name}, in the payload`, idp.sign({ payload: fault(payload) })],
          [`${name}, in the header`, idp.sign({ header: fault(header) })],
        ]),
      )
    },
  ),
  {
    ids: ['ATK-52'],
    title: 'hands on odd characters as they are',
    async run({ idp, server: start }) {
      const server = await start()
      const odd = [
        '\ud800',
        '\udc00\ud800',
        'a\u0000b',
        '\u202Eadmin',
        '\u0430dmin',
        'e\u0301',
        '\u00e9',
        '\ufeffu1',
        'a\r\nX-Evil: 1',
        '\u{1F600}',
      ]
      await eachNamed(
        Object.fromEntries(odd.map((sub) => [JSON.stringify(sub), sub])),
        async (sub) => {
          const { subject } = expectAccepted(await server.get('/r', await idp.token({ sub })))
          assert.equal(subject, sub)
        },
      )
    },
  },
  refusesTokens(
    ['ATK-52'],
    'compares issuer and audience code point by code point',
    async ({ idp, audience }) => {
      const tokens = [
        ...lookAlikes(idp.issuer).map((iss) => ({ iss })),
        ...lookAlikes(audience).map((aud) => ({ aud })),
        ...lookAlikes(audience).map((aud) => ({ aud: [aud] })),
      ]
      return Object.fromEntries(
        tokens.map((claims) => [JSON.stringify(claims), idp.sign({ payload: claims })]),
      )
    },
  ),
  {
    ids: ['ATK-52', 'BRR-16'],
    title: 'compares scopes code point by code point',
    async run({ idp, server: start }) {
      const server = await start()
      const scopes = [
        'r\u0435ad',
        'read\u200b',
        'read\u0000',
        '\ufeffread',
        '\u202eread',
        '\uff52ead',
        'read\ud800',
        're\u0301ad',
        'READ',
      ]
      await eachNamed(
        Object.fromEntries(scopes.map((scope) => [JSON.stringify(scope), scope])),
        async (scope) => {
          expectForbidden(await server.get('/r/read', await idp.token({ scope })), 'read')
        },
      )
    },
  },
  refusesTokens(
    ['ATK-53', 'JOSE-06'],
    'refuses a payload or header that is no object',
    ({ idp }) => {
      const values = [
        '[]',
        '[{}]',
        '"x"',
        '1',
        'null',
        'true',
        'false',
        '{}',
        `[${JSON.stringify(idp.claims())}]`,
      ]
      return Object.fromEntries(
        values.flatMap((text) => [
          [`payload ${text}`, idp.sign({ payload: text })],
          [`header ${text}`, idp.sign({ header: text })],
        ]),
      )
    },
  ),
  {
    ids: ['ATK-52', 'BRR-20'],
    title: 'lets nothing of an issuer out of a token into the answer',
    async run({ idp, server: start }) {
      const server = await start()
      for (const iss of ['https://a"b\\c\r\nX-Evil: 1\u00e9', 'https://evil.example"', '\u202e']) {
        // oxlint-disable-next-line no-await-in-loop
        expectInvalidToken(await server.get('/r', await idp.token({ iss })))
      }
    },
  },
]

/** Texts that look the same, or become the same when normalised. */
function lookAlikes(text: string): readonly string[] {
  return [
    `${text}\u0000`,
    `${text}\u200b`,
    `\ufeff${text}`,
    `${text}\ud800`,
    `\u202e${text}`,
    text.replace('t', '\u0442'),
    text.replace('p', '\uff50'),
    text.normalize('NFKD').replace('/', '\u2215'),
  ]
}
