import { encodeSegment } from '../../encode-segment.js'
import { signCompact } from '../../sign-compact.js'
import { segmentsOf } from '../forge/compact.js'
import type { DpopAttack } from './dpop-attack.js'
import { proofAttack, withClaims, withHeaders } from './proof-attack.js'

/** RFC 9449 §4.2, §4.3 #1 to #4: how a proof arrives, that it is one, and what it has to say. */
export const proofFormAttacks: readonly DpopAttack[] = [
  proofAttack({
    id: 'proof-missing',
    rows: ['DPOP-03'],
    title: 'refuses the scheme DPoP without a proof',
    severity: 'high',
    proofs: () => ({
      'no field': [],
      'an empty field': '',
      'a field of spaces': '   ',
      'a field of a tab': '\t',
      'two empty fields': ['', ''],
    }),
  }),
  proofAttack({
    id: 'two-proofs',
    rows: ['DPOP-02', 'ATK-92'],
    title: 'refuses more than one proof',
    severity: 'low',
    proofs: ({ proof }) => {
      const same = proof()
      const bad = (): string => proof({ claims: { htm: 'TRACE' } })
      return {
        'two lines': [proof(), proof()],
        'two equal lines': [same, same],
        'three lines': [proof(), proof(), proof()],
        'by a comma and a space': `${proof()}, ${proof()}`,
        'by a comma': `${proof()},${proof()}`,
        'equal, by a comma': `${same},${same}`,
        'good before bad': [proof(), bad()],
        'bad before good': [bad(), proof()],
        'good before bad, by a comma': `${proof()}, ${bad()}`,
        'bad before good, by a comma': `${bad()}, ${proof()}`,
        'good before rubbish': [proof(), 'x'],
        'good before empty': [proof(), ''],
        'empty before good': ['', proof()],
        'a comma behind': `${proof()},`,
        'a comma in front': `,${proof()}`,
      }
    },
  }),
  proofAttack({
    id: 'proof-malformed',
    rows: ['DPOP-04'],
    title: 'refuses what is no one well-formed JWT',
    severity: 'low',
    proofs: ({ key, proof }) => {
      const [header, payload, signature] = segmentsOf(proof())
      const signed = (parts: { header?: string | object; payload?: string | object }): string =>
        signCompact({
          header: { typ: 'dpop+jwt', alg: key.algorithm, jwk: key.publicJwk },
          payload: {},
          key,
          ...parts,
        })
      const json = { payload, signatures: [{ protected: header, signature }] }
      return {
        'one word': 'abc',
        'two parts': 'a.b',
        'four parts': 'a.b.c.d',
        'four parts of a good one': `${header}.${payload}.${signature}.${signature}`,
        JWE: [encodeSegment({ alg: 'dir', enc: 'A128GCM' }), '', 'a', 'b', 'c'].join('.'),
        'JSON, general': JSON.stringify(json).replaceAll(',', ' '),
        'JSON, flattened': `{"protected":"${header}"}`,
        'three dots': '...',
        'two dots': '..',
        quoted: `"${proof()}"`,
        'after a scheme': `DPoP ${proof()}`,
        padded: `${proof()}=`,
        'a space inside': `${header}. ${payload}.${signature}`,
        'standard base64': `${header}.${payload}.+/${signature.slice(2)}`,
        'a header that is no JSON': signed({ header: '{' }),
        'a header that is a list': signed({ header: '[]' }),
        'a header that is null': signed({ header: 'null' }),
        'no payload': signed({ payload: '' }),
        'a payload that is no JSON': signed({ payload: 'x' }),
        'a payload that is a list': signed({ payload: '[{}]' }),
        'a payload that is a string': signed({ payload: '"x"' }),
        'a payload that is deep': signed({ payload: '{"a":'.repeat(900) + '1' + '}'.repeat(900) }),
        'a name twice': proof({ claims: twice(payload) }),
        'a byte order mark': proof({ claims: `\u{feff}${decoded(payload)}` }),
        'no UTF-8': proof({
          claims: Buffer.from(`{"a":"\u{ff}",${decoded(payload).slice(1)}`, 'latin1'),
        }),
        'text behind the payload': proof({ claims: `${decoded(payload)}x` }),
        '__proto__ beside': proof({ claims: `{"__proto__":{},${decoded(payload).slice(1)}` }),
      }
    },
  }),
  proofAttack({
    id: 'proof-claims-missing',
    rows: ['DPOP-05', 'ATK-89'],
    title: 'asks for every claim of a proof',
    severity: 'medium',
    proofs: (subject) =>
      withClaims(
        subject,
        ['jti', 'htm', 'htu', 'iat', 'ath'].flatMap((name) =>
          [undefined, null, '', [], {}, true].map((value) => ({ [name]: value })),
        ),
      ),
  }),
  proofAttack({
    id: 'proof-jti-odd',
    rows: ['DPOP-53', 'ATK-97'],
    title: 'takes no jti that is no string',
    severity: 'low',
    proofs: (subject) =>
      withClaims(
        subject,
        [1, 0, ['x']].map((jti) => ({ jti })),
      ),
  }),
  proofAttack({
    id: 'proof-of-other-type',
    rows: ['DPOP-06'],
    title: 'asks for the type dpop+jwt',
    severity: 'medium',
    proofs: (subject) =>
      withHeaders(
        subject,
        ['JWT', undefined, 'at+jwt', 'dpop', '', null, ['dpop+jwt'], 1, {}, 'dpop+jwtx'].map(
          (typ) => ({ typ }),
        ),
      ),
  }),
  proofAttack({
    id: 'proof-type-spelled-otherwise',
    rows: ['DPOP-06'],
    title: 'asks for the type as RFC 9449 spells it',
    severity: 'low',
    // Equal media types (RFC 7515 §4.1.9), which no client needs to send, and what is near them.
    proofs: (subject) =>
      withHeaders(
        subject,
        ['DPoP+JWT', 'application/dpop+jwt', 'dpop+jwt ', 'dpop+jwt;a=b'].map((typ) => ({ typ })),
      ),
  }),
]

function decoded(segment: string): string {
  return Buffer.from(segment, 'base64url').toString()
}

/** The claims with one of them there twice, alike. */
function twice(payload: string): string {
  const text = decoded(payload)
  const htm = /"htm":"[^"]*"/.exec(text)?.[0] ?? '"htm":"GET"'
  return text.replace('{', () => `{${htm},`)
}
