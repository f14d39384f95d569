import { segmentsOf, signText, unsigned } from '../forge/compact.js'
import { byName, headerText } from '../named.js'
import type { AttackSubject, NamedTokens, TokenAttack } from '../token-attack.js'

const about = { family: 'structure', severity: 'low', needs: 'token' } as const

/** What is no compact JWS of three segments. */
export const structureAttacks: readonly TokenAttack[] = [
  {
    ...about,
    id: 'segments-missing',
    rows: ['ATK-32', 'JOSE-02'],
    title: 'refuses fewer segments than three, and empty ones',
    severity: 'critical',
    tokens(subject) {
      const [h, p, s] = segmentsOf(subject.token())
      return {
        'one segment': h,
        'two segments': `${h}.${p}`,
        'empty first segment': `.${p}.${s}`,
        'empty middle segment': `${h}..${s}`,
        'empty last segment': `${h}.${p}.`,
        'all empty': '..',
        'only periods': '.'.repeat(12_000),
        'a period for each character': `${'a.'.repeat(6_000)}a`,
      }
    },
  },
  {
    ...about,
    id: 'segments-too-many',
    rows: ['ATK-32', 'JOSE-02'],
    title: 'refuses more segments than three',
    tokens(subject) {
      const token = subject.token()
      const [, p, s] = segmentsOf(token)
      return {
        'four segments': `${token}.${s}`,
        'four segments, the last one empty': `${token}.`,
        'five segments': `${token}.${p}.${s}`,
        'six segments': `${token}.${token}`,
        'leading period': `.${token}`,
      }
    },
  },
  {
    ...about,
    id: 'segments-signed-as-they-are',
    rows: ['ATK-32', 'JOSE-02'],
    title: 'refuses empty segments that a signature covers',
    severity: 'medium',
    needs: 'signing-key',
    tokens(subject) {
      const [key] = subject.keys.values()
      if (!key) return {}
      const [h, p] = segmentsOf(subject.input({ key }))
      return {
        'empty first segment': signText(`.${p}`, key),
        'empty middle segment': signText(`${h}.`, key),
        'leading period': signText(`.${h}.${p}`, key),
      }
    },
  },
  {
    ...about,
    id: 'json-serialisation',
    rows: ['ATK-34', 'BCP-11'],
    title: 'refuses the JSON serialisations of a JWS',
    answer: 'malformed',
    tokens: jsonSerialisations,
  },
  {
    ...about,
    id: 'json-serialisation-encoded',
    rows: ['ATK-34'],
    title: 'refuses the JSON serialisations in base64url',
    tokens: (subject) =>
      byName(jsonSerialisations(subject), (text) => Buffer.from(text).toString('base64url')),
  },
  {
    ...about,
    id: 'polyglot',
    rows: ['ATK-35'],
    title: 'refuses what is a compact and a JSON serialisation at once',
    severity: 'critical',
    answer: 'malformed',
    tokens(subject) {
      const token = subject.token()
      const [h, , s] = segmentsOf(token)
      const claims = JSON.stringify(subject.claims({ scope: 'admin' }))
      const evil = Buffer.from(claims).toString('base64url')
      const members = `"protected":"${h}","payload":"${evil}","signature":"${s}"`
      return {
        'the token as a member': `{${members},"${token}":""}`,
        'the token as the first member': `{"${token}":"",${members}}`,
        'the token in pieces': `{"protected":"${token}","payload":"${evil}","signature":"${s}"}`,
      }
    },
  },
  {
    ...about,
    id: 'wrapped-token',
    rows: ['ATK-35', 'ATK-36', 'BCP-11'],
    title: 'refuses anything around or beside the one token',
    answer: 'malformed',
    tokens(subject) {
      const [token, other] = [subject.token(), subject.token()]
      return {
        'the token inside an array': `["${token}"]`,
        'the token in quotes': `"${token}"`,
        'the scheme twice': `Bearer ${token}`,
        'something behind it': `${token} x`,
        'a second scheme and token': `${token}, Bearer ${other}`,
        'a second token': `${token} ${other}`,
        'a second token after a comma': `${token},${other}`,
        'a parameter behind it': `${token}; realm="x"`,
        'an auth-param': `token="${token}"`,
      }
    },
  },
  {
    ...about,
    id: 'sd-jwt',
    rows: ['ATK-37'],
    title: 'refuses the form of an SD-JWT',
    tokens(subject) {
      const token = subject.token()
      return {
        'without disclosures': `${token}~`,
        'without the last tilde': `${token}~${DISCLOSURE}`,
        'with a key binding JWT': `${token}~${token}`,
        'unsigned, with a disclosure': `${unsigned(subject)}~${DISCLOSURE}~`,
      }
    },
  },
  {
    ...about,
    id: 'sd-jwt-signed',
    rows: ['ATK-37'],
    title: 'refuses an SD-JWT with a disclosure',
    needs: 'signing-key',
    tokens(subject) {
      const payload = { _sd_alg: 'sha-256', _sd: [DISCLOSURE] }
      return { 'with a disclosure': `${subject.sign({ payload })}~${DISCLOSURE}~` }
    },
  },
  {
    ...about,
    id: 'encoded-token',
    rows: ['ATK-38'],
    title: 'refuses tokens that need decoding or normalising first',
    answer: 'malformed',
    tokens(subject) {
      const token = subject.token()
      const [h, p, s] = segmentsOf(token)
      return byName(
        {
          'percent-encoded periods': `${h}%2E${p}%2E${s}`,
          'percent-encoded letter': `%65${token.slice(1)}`,
          'a zero-width space inside': `${h}.${p.slice(0, 9)}\u200B${p.slice(9)}.${s}`,
          'a zero-width space behind': `${token}\u200B`,
          'U+FEFF in front': `\uFEFF${token}`,
          'U+FEFF behind': `${token}\uFEFF`,
          'fullwidth letters, NFKC-equal': `\uFF45${token.slice(1)}`,
          'one-dot leaders for periods, NFKC-equal': `${h}\u2024${p}\u2024${s}`,
          'fullwidth periods': `${h}\uFF0E${p}\uFF0E${s}`,
          'a soft hyphen inside': `${h}.${p}\u00AD.${s}`,
        },
        headerText,
      )
    },
  },
]

const DISCLOSURE = Buffer.from('["salt","scope","admin"]').toString('base64url')

function jsonSerialisations(subject: AttackSubject): NamedTokens {
  const [header, payload, signature] = segmentsOf(subject.token())
  const one = { protected: header, signature }
  return {
    flattened: JSON.stringify({ payload, ...one }),
    general: JSON.stringify({ payload, signatures: [one] }),
    'general, several signatures': JSON.stringify({ payload, signatures: [one, one] }),
    'with unprotected header': JSON.stringify({ payload, header: { alg: 'none' }, signature }),
  }
}
