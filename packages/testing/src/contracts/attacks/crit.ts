import { deflateRawSync } from 'node:zlib'
import type { ContractCase } from '../case.js'
import { expectInvalidRequest, expectInvalidToken } from '../expect.js'
import { compact, keyOf, segmentsOf, signatureOf, signingInput, signText } from './forge/compact.js'
import { postForm, refusesTokens } from './refused-tokens.js'

/** Header members that change how a token has to be read. */
export const critCases: readonly ContractCase[] = [
  refusesTokens(
    ['ATK-70', 'JOSE-08', 'JOSE-09'],
    'refuses any crit, well-formed or not',
    ({ idp }) => {
      const rows = [
        [{ crit: ['urn:x'], 'urn:x': 1 }],
        [{ crit: [] }, { crit: ['alg'] }, { crit: ['exp'] }, { crit: ['typ', 'kid'] }],
        [{ crit: ['x'] }, { crit: 'x', x: 1 }, { crit: [1] }, { crit: [null] }, { crit: [''] }],
        [
          { crit: ['x', 'x'], x: 1 },
          { crit: ['b64', 'b64'], b64: true },
          { crit: 'b64', b64: true },
        ],
        [{ crit: { 0: 'x' }, x: 1 }, { crit: null }, { crit: true }, { crit: 0 }, { crit: '' }],
        [
          { crit: ['crit'] },
          { crit: [['x']], x: 1 },
          { crit: ['__proto__'] },
          { crit: ['exp'], exp: 1 },
        ],
        [{ crit: ['http://openbanking.org.uk/iat'], 'http://openbanking.org.uk/iat': 1 }],
        [{ crit: Array.from({ length: 1_000 }, (_, n) => `x${n}`) }],
      ]
      return Object.fromEntries(
        rows.flat().map((header) => [JSON.stringify(header).slice(0, 60), idp.sign({ header })]),
      )
    },
  ),
  {
    ids: ['ATK-70'],
    title: 'refuses a crit of 10 000 entries for its size',
    async run(world) {
      const crit = Array.from({ length: 10_000 }, () => 'x')
      expectInvalidToken(await postForm(world, world.idp.sign({ header: { crit, x: 1 } })))
    },
  },
  refusesTokens(
    ['ATK-71', 'JOSE-02', 'JOSE-10'],
    'refuses unencoded and detached payloads',
    ({ idp }) => {
      const key = keyOf(idp)
      const header = { b64: false, crit: ['b64'] }
      const input = signingInput(idp, { header })
      const [h, p] = segmentsOf(input)
      const [plainHeader] = segmentsOf(signingInput(idp))
      return {
        'payload of legal characters': signText(input, key),
        'payload of another text': signText(`${h}.payload`, key),
        'empty payload': signText(`${h}.`, key),
        'payload with periods': signText(`${h}.a.b.c`, key),
        'b64 true': idp.sign({ header: { b64: true, crit: ['b64'] } }),
        'detached, unencoded': `${h}..${signatureOf(input, key).toString('base64url')}`,
        'detached, encoded': `${plainHeader}..${signatureOf(`${plainHeader}.${p}`, key).toString('base64url')}`,
        'detached, signed without payload': signText(`${plainHeader}.`, key),
      }
    },
  ),
  {
    ids: ['ATK-71', 'JOSE-10'],
    title: 'refuses an unencoded JSON payload as a malformed request',
    async run(world) {
      const [h] = segmentsOf(signingInput(world.idp, { header: { b64: false, crit: ['b64'] } }))
      const token = signText(`${h}.${JSON.stringify(world.idp.claims())}`, keyOf(world.idp))
      expectInvalidRequest(await (await world.server()).get('/r', token))
      expectInvalidRequest(await postForm(world, encodeURIComponent(token)))
    },
  },
  refusesTokens(['ATK-72', 'JOSE-11'], 'refuses b64 without crit', ({ idp }) => {
    const values = [false, true, 'false', 'true', null, 0, 1, []]
    return Object.fromEntries(
      values.map((b64) => [`b64 ${JSON.stringify(b64)}`, idp.sign({ header: { b64 } })]),
    )
  }),
  refusesTokens(['ATK-73'], 'refuses zip, and never inflates', ({ idp }) => {
    const deflated = deflateRawSync(JSON.stringify(idp.claims()))
    const bomb = deflateRawSync(JSON.stringify({ ...idp.claims(), x: ' '.repeat(5_000_000) }))
    const sign = (payload: Uint8Array, header: object): string => {
      const [h] = segmentsOf(signingInput(idp, { header: { ...header } }))
      const input = `${h}.${Buffer.from(payload).toString('base64url')}`
      return compact(input, signatureOf(input, keyOf(idp)))
    }
    return {
      'plain payload': idp.sign({ header: { zip: 'DEF' } }),
      'deflated payload': sign(deflated, { zip: 'DEF' }),
      'a payload that inflates to 5 MB': sign(bomb, { zip: 'DEF' }),
      'deflated payload without zip': sign(deflated, {}),
      'unknown zip': idp.sign({ header: { zip: 'GZ' } }),
      'null zip': idp.sign({ header: { zip: null } }),
    }
  }),
]
