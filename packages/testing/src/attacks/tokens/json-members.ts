import { jsonText, unsigned } from '../forge/compact.js'
import { headerOf } from '../labels.js'
import { byName } from '../named.js'
import type { TokenAttack } from '../token-attack.js'

const about = { family: 'JSON', severity: 'low', needs: 'signing-key' } as const

const NONE = '"alg":"none"'
const ESCAPED_NONE = String.raw`"\u0061lg":"none"`

/** Members that another parser would read differently. */
export const jsonMemberAttacks: readonly TokenAttack[] = [
  {
    ...about,
    id: 'duplicate-alg-unsigned',
    rows: ['ATK-44', 'JOSE-13'],
    title: 'refuses unsigned tokens with a second alg',
    severity: 'critical',
    needs: 'token',
    tokens(subject) {
      const header = headerOf(subject)
      const texts = {
        'none first': jsonText(header, { first: NONE }),
        'none last': jsonText(header, { last: NONE }),
        'none first, escaped': jsonText(header, { first: ESCAPED_NONE }),
        'none last, escaped': jsonText(header, { last: ESCAPED_NONE }),
      }
      return byName(texts, (text) => unsigned(subject, { header: text }))
    },
  },
  {
    ...about,
    id: 'duplicate-header-member',
    rows: ['ATK-44', 'JOSE-13'],
    title: 'refuses a header member twice',
    tokens(subject) {
      const header = headerOf(subject)
      const twice = (name: string, first: string): string =>
        name in header ? `"${name}":${JSON.stringify(first)}` : `"x":1,"x":2`
      const texts = {
        'none first': jsonText(header, { first: NONE }),
        'none last': jsonText(header, { last: NONE }),
        'none last, escaped': jsonText(header, { last: ESCAPED_NONE }),
        'none first, escaped': jsonText(header, { first: ESCAPED_NONE }),
        'the same value twice': jsonText(header, {
          last: `"alg":${JSON.stringify(header['alg'])}`,
        }),
        'two kids': jsonText(header, { first: twice('kid', 'other') }),
        'two typs': jsonText(header, { first: twice('typ', 'JOSE') }),
        'two of an unknown name': jsonText(header, { last: '"x":1,"x":2' }),
        'two in a nested object': jsonText(header, { last: '"x":{"y":1,"y":2}' }),
      }
      return byName(texts, (text) => subject.sign({ header: text }))
    },
  },
  {
    ...about,
    id: 'duplicate-claim',
    rows: ['ATK-45', 'JOSE-14'],
    title: 'refuses a claim twice, in any order and spelling',
    tokens(subject) {
      const evil: Readonly<Record<string, unknown>> = {
        aud: 'https://evil.example',
        iss: 'https://evil.example',
        exp: subject.now() - 3_600,
        scope: 'admin',
        sub: 'admin',
        cnf: { jkt: 'x' },
        x: 1,
      }
      const { cnf: _cnf, x: _x, ...good } = subject.claims()
      const names = Object.keys(evil).filter(
        (name) => name === 'cnf' || name === 'x' || name in good,
      )
      const texts = names.flatMap((name) => {
        const claims: Readonly<Record<string, unknown>> =
          name in good ? good : { ...good, [name]: null }
        const value = JSON.stringify(evil[name])
        const member = `${JSON.stringify(name)}:${value}`
        const code = name.charCodeAt(0).toString(16).padStart(4, '0')
        const escaped = `"\\u${code}${name.slice(1)}":${value}`
        const same = `${JSON.stringify(name)}:${JSON.stringify(claims[name])}`
        return [
          [`${name}, evil first`, jsonText(claims, { first: member })],
          [`${name}, evil last`, jsonText(claims, { last: member })],
          [`${name}, evil first, escaped`, jsonText(claims, { first: escaped })],
          [`${name}, evil last, escaped`, jsonText(claims, { last: escaped })],
          [`${name}, the same value`, jsonText(claims, { last: same })],
        ] as const
      })
      return byName(Object.fromEntries(texts), (payload) => subject.sign({ payload }))
    },
  },
  {
    ...about,
    id: 'duplicate-nested-claim',
    rows: ['ATK-45'],
    title: 'refuses a nested claim twice',
    tokens: (subject) =>
      byName(
        { 'in an object': '"act":{"sub":"a","sub":"b"}', 'in an array': '"x":[1,{"y":1,"y":2}]' },
        (last) => subject.sign({ payload: jsonText(subject.claims(), { last }) }),
      ),
  },
  {
    ...about,
    id: 'proto-claim',
    rows: ['ATK-46', 'JOSE-14'],
    title: 'refuses a member named __proto__',
    tokens: (subject) =>
      byName(
        {
          'with a scope': '"__proto__":{"scope":"admin"}',
          'with everything': '"__proto__":{"scope":"admin","cnf":null,"polluted":true}',
          escaped: String.raw`"\u005f_proto__":{"scope":"admin"}`,
          'further down': '"x":[{"__proto__":{"scope":"admin"}}]',
        },
        (last) => subject.sign({ payload: jsonText(subject.claims(), { last }) }),
      ),
  },
  {
    ...about,
    id: 'proto-header',
    rows: ['ATK-46'],
    title: 'reads no header parameter out of a __proto__ member',
    tokens(subject) {
      const { alg, typ, ...header } = headerOf(subject)
      const last = `"__proto__":${JSON.stringify({ alg, typ })}`
      return { 'alg and typ': subject.sign({ header: jsonText(header, { last }) }) }
    },
  },
]
