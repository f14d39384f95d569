import { encodeSegment, signCompact } from '../../index.js'
import type { ContractCase } from '../case.js'
import { expectAccepted } from '../expect.js'
import { eachVariant } from '../variants.js'
import type { HeaderPair } from '../world.js'
import { createClient } from './clients.js'
import { refusesProofs } from './refused-proofs.js'

/** RFC 9449 §4.3 #1, #2: how a proof arrives, and that it is one. */
export const proofFormCases: readonly ContractCase[] = [
  {
    ids: ['DPOP-01'],
    title: 'accepts a bound token with a proof, whatever the method',
    async run(world) {
      const server = await world.server()
      const { request } = await createClient(world)
      await eachVariant(['GET', 'HEAD', 'POST', 'DELETE'], async (method) => {
        expectAccepted(await server.request(request({ method })))
      })
      await eachVariant(['/r/read', '/optional', '/optional/read'], async (path) => {
        expectAccepted(await server.request(request({ path })))
      })
    },
  },
  {
    ids: ['HTTP-02'],
    title: 'takes the scheme and the name of the field in any letter case',
    async run(world) {
      const server = await world.server()
      const { token, proof } = await createClient(world)
      const schemes = ['dpop ', 'DPOP ', 'dPoP ', 'DPoP ', 'DPoP   ']
      await eachVariant(schemes, (scheme) =>
        eachVariant(['dPoP', 'dpop', 'DPOP', 'DPoP'], async (name) => {
          const headers: HeaderPair[] = [
            ['authorization', `${scheme}${token}`],
            [name, proof()],
          ]
          expectAccepted(await server.request({ headers }))
        }),
      )
    },
  },
  refusesProofs(['DPOP-02', 'ATK-92'], 'refuses more than one proof', ({ proof }) => {
    const same = proof()
    const bad = (): string => proof({ claims: { htm: 'POST' } })
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
  }),
  refusesProofs(['DPOP-03'], 'refuses the scheme DPoP without a proof', () => ({
    'no field': [],
    'an empty field': '',
    'a field of spaces': '   ',
    'a field of a tab': '\t',
    'two empty fields': ['', ''],
  })),
  refusesProofs(['DPOP-04'], 'refuses what is no one well-formed JWT', ({ key, proof }) => {
    const [header = '', payload = '', signature = ''] = proof().split('.')
    const signed = (parts: { header?: string | object; payload?: string | object }): string =>
      signCompact({
        header: { typ: 'dpop+jwt', alg: key.algorithm, jwk: key.publicJwk },
        payload: {},
        key: key.privateKey,
        algorithm: key.algorithm,
        ...parts,
      })
    const json = { payload, signatures: [{ protected: header, signature }] }
    return {
      'one word': 'abc',
      'two parts': 'a.b',
      'two parts of a good one': `${header}.${payload}`,
      'no signature': `${header}.${payload}.`,
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
  }),
]

function decoded(segment: string): string {
  return Buffer.from(segment, 'base64url').toString()
}

/** The claims with one of them there twice, alike. */
function twice(payload: string): string {
  return decoded(payload).replace('{', '{"htm":"GET",')
}
