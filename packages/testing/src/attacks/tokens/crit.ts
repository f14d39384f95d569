import { deflateRawSync } from 'node:zlib'
import { signatureOf } from '../../signature-of.js'
import { segmentsOf, signText } from '../forge/compact.js'
import { byValue } from '../named.js'
import type { TokenAttack } from '../token-attack.js'

const UNKNOWN = [
  { crit: ['urn:x'], 'urn:x': 1 },
  { crit: ['exp'], exp: 1 },
  { crit: ['http://openbanking.org.uk/iat'], 'http://openbanking.org.uk/iat': 1 },
  { crit: Array.from({ length: 1_000 }, (_, n) => `x${n}`) },
]

const MALFORMED = [
  { crit: [] },
  { crit: ['alg'] },
  { crit: ['exp'] },
  { crit: ['typ', 'kid'] },
  { crit: ['x'] },
  { crit: 'x', x: 1 },
  { crit: [1] },
  { crit: [null] },
  { crit: [''] },
  { crit: ['x', 'x'], x: 1 },
  { crit: ['b64', 'b64'], b64: true },
  { crit: 'b64', b64: true },
  { crit: { 0: 'x' }, x: 1 },
  { crit: null },
  { crit: true },
  { crit: 0 },
  { crit: '' },
  { crit: ['crit'] },
  { crit: [['x']], x: 1 },
  { crit: ['__proto__'] },
]

const UNENCODED = { b64: false, crit: ['b64'] }

const about = { family: 'crit', severity: 'low', needs: 'signing-key' } as const

/** Header members that change how a token has to be read. */
export const critAttacks: readonly TokenAttack[] = [
  {
    ...about,
    id: 'crit-unknown',
    rows: ['ATK-70', 'JOSE-08', 'JOSE-09'],
    title: 'refuses a crit that it does not understand',
    severity: 'high',
    tokens: (subject) => byValue(UNKNOWN, (header) => subject.sign({ header })),
  },
  {
    ...about,
    id: 'crit-malformed',
    rows: ['ATK-70', 'JOSE-08', 'JOSE-09'],
    title: 'refuses a crit that is not well-formed',
    tokens: (subject) => byValue(MALFORMED, (header) => subject.sign({ header })),
  },
  {
    ...about,
    id: 'unencoded-payload',
    rows: ['ATK-71', 'JOSE-02', 'JOSE-10'],
    title: 'refuses unencoded and detached payloads',
    severity: 'medium',
    tokens(subject) {
      const [key] = subject.keys.values()
      if (!key) return {}
      const input = subject.input({ header: UNENCODED, key })
      const [h, p] = segmentsOf(input)
      const [plainHeader] = segmentsOf(subject.input({ key }))
      const over = (text: string): string => signatureOf(text, { key }).toString('base64url')
      return {
        'payload of legal characters': signText(input, key),
        'payload of another text': signText(`${h}.payload`, key),
        'empty payload': signText(`${h}.`, key),
        'payload with periods': signText(`${h}.a.b.c`, key),
        'b64 true': subject.sign({ header: { b64: true, crit: ['b64'] } }),
        'detached, unencoded': `${h}..${over(input)}`,
        'detached, encoded': `${plainHeader}..${over(`${plainHeader}.${p}`)}`,
        'detached, signed without payload': signText(`${plainHeader}.`, key),
      }
    },
  },
  {
    ...about,
    id: 'unencoded-json',
    rows: ['ATK-71', 'JOSE-10'],
    title: 'refuses an unencoded JSON payload',
    severity: 'medium',
    answer: 'malformed',
    tokens(subject) {
      const [key] = subject.keys.values()
      if (!key) return {}
      const [h] = segmentsOf(subject.input({ header: UNENCODED, key }))
      return { JSON: signText(`${h}.${JSON.stringify(subject.claims())}`, key) }
    },
  },
  {
    ...about,
    id: 'b64-without-crit',
    rows: ['ATK-72', 'JOSE-11'],
    title: 'refuses b64 without crit',
    tokens: (subject) =>
      byValue(
        [false, true, 'false', 'true', null, 0, 1, []],
        (b64) => subject.sign({ header: { b64 } }),
        'b64 ',
      ),
  },
  {
    ...about,
    id: 'zip',
    rows: ['ATK-73'],
    title: 'refuses zip',
    tokens: (subject) =>
      byValue(['DEF', 'GZ', null], (zip) => subject.sign({ header: { zip } }), 'zip '),
  },
  {
    ...about,
    id: 'zip-deflated',
    rows: ['ATK-73'],
    title: 'inflates no payload',
    severity: 'medium',
    tokens(subject) {
      const claims = subject.claims()
      const header = { zip: 'DEF' }
      const deflated = deflateRawSync(JSON.stringify(claims))
      const bomb = deflateRawSync(JSON.stringify({ ...claims, x: ' '.repeat(1_000_000) }))
      return {
        'deflated payload': subject.sign({ header, payload: deflated }),
        'a payload that inflates to 1 MB': subject.sign({ header, payload: bomb }),
        'deflated payload without zip': subject.sign({ payload: deflated }),
      }
    },
  },
]
