import type { ContractCase } from '../case.js'
import { expectInvalidRequest, expectInvalidToken } from '../expect.js'
import type { Answer, World } from '../world.js'
import { segmentsOf, signText, keyOf } from './forge/compact.js'
import { eachNamed, expectTooLarge, postForm, refusesTokens } from './refused-tokens.js'

/** What is no compact JWS of three segments. */
export const structureCases: readonly ContractCase[] = [
  refusesTokens(
    ['ATK-32', 'JOSE-02'],
    'refuses any number of segments but three, and empty ones',
    async ({ idp }) => {
      const token = await idp.token()
      const [h, p, s] = segmentsOf(token)
      const key = keyOf(idp)
      return {
        'one segment': h,
        'two segments': `${h}.${p}`,
        'four segments': `${token}.${s}`,
        'four segments, the last one empty': `${token}.`,
        'five segments': `${token}.${p}.${s}`,
        'six segments': `${token}.${token}`,
        'empty first segment': `.${p}.${s}`,
        'empty first segment, signed as it is': signText(`.${p}`, key),
        'empty middle segment': `${h}..${s}`,
        'empty middle segment, signed as it is': signText(`${h}.`, key),
        'empty last segment': `${h}.${p}.`,
        'all empty': '..',
        'leading period': `.${token}`,
        'leading period, signed as it is': signText(`.${h}.${p}`, key),
        'trailing period': `${token}.`,
        'only periods': '.'.repeat(12_000),
        'a period for each character': `${'a.'.repeat(6_000)}a`,
      }
    },
  ),
  {
    ids: ['ATK-33'],
    title: 'refuses a token of 100 000 periods',
    async run(world) {
      const periods = '.'.repeat(100_000)
      expectTooLarge(await (await world.server()).get('/r', periods))
      expectTooLarge(await postForm(world, periods))
      expectInvalidToken(await postForm(world, '.'.repeat(16_384)))
      expectInvalidToken(await postForm(world, '.'.repeat(16_385)))
      expectInvalidToken(await postForm(world, `${await world.idp.token()}${'.'.repeat(60_000)}`))
    },
  },
  {
    ids: ['ATK-34', 'BCP-11'],
    title: 'refuses the JSON serialisations of a JWS as malformed requests',
    run: (world) => expectAllMalformed(world, jsonSerialisations),
  },
  refusesTokens(['ATK-34'], 'refuses the JSON serialisations in base64url', async (world) =>
    Object.fromEntries(
      Object.entries(await jsonSerialisations(world)).map(([name, text]) => [
        name,
        Buffer.from(text).toString('base64url'),
      ]),
    ),
  ),
  {
    ids: ['ATK-35'],
    title: 'refuses what is a compact and a JSON serialisation at once',
    run: (world) =>
      expectAllMalformed(world, async ({ idp }) => {
        const token = await idp.token()
        const [h, p, s] = segmentsOf(token)
        const evil = Buffer.from(JSON.stringify(idp.claims({ scope: 'admin' }))).toString(
          'base64url',
        )
        const members = `"protected":"${h}","payload":"${evil}","signature":"${s}"`
        return {
          'the token as a member': `{${members},"${token}":""}`,
          'the token as the first member': `{"${token}":"",${members}}`,
          'the token in pieces': `{"protected":"${h}.${p}.${s}","payload":"${evil}","signature":"${s}"}`,
          'the token inside an array': `["${token}"]`,
          'the token in quotes': `"${token}"`,
        }
      }),
  },
  {
    ids: ['ATK-36', 'BCP-11'],
    title: 'refuses anything beside the one token',
    run: (world) =>
      expectAllMalformed(world, async ({ idp }) => {
        const [token, other] = [await idp.token(), await idp.token()]
        return {
          'the scheme twice': `Bearer ${token}`,
          'something behind it': `${token} x`,
          'a second scheme and token': `${token}, Bearer ${other}`,
          'a second token': `${token} ${other}`,
          'a second token after a comma': `${token},${other}`,
          'a parameter behind it': `${token}; realm="x"`,
          'an auth-param': `token="${token}"`,
        }
      }),
  },
  refusesTokens(['ATK-37'], 'refuses the form of an SD-JWT', async ({ idp }) => {
    const token = await idp.token()
    const disclosure = Buffer.from('["salt","scope","admin"]').toString('base64url')
    const sdJwt = await idp.token({ _sd_alg: 'sha-256', _sd: [disclosure] })
    return {
      'with a disclosure': `${sdJwt}~${disclosure}~`,
      'without disclosures': `${token}~`,
      'without the last tilde': `${token}~${disclosure}`,
      'with a key binding JWT': `${token}~${token}`,
    }
  }),
  {
    ids: ['ATK-38'],
    title: 'refuses tokens that need decoding or normalising first',
    run: (world) =>
      expectAllMalformed(world, async ({ idp }) => {
        const token = await idp.token()
        const [h, p, s] = segmentsOf(token)
        return {
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
        }
      }),
  },
  {
    ids: ['ATK-38', 'HTTP-05'],
    title: 'trims nothing but spaces and tabs, whatever the language calls white space',
    async run(world) {
      const server = await world.server()
      const token = await world.idp.token()
      // U+00A0 and U+0085, a byte each in a header.
      for (const odd of ['\u00a0', '\u0085']) {
        const values = [`Bearer ${token}${odd}`, `Bearer ${odd}${token}`, `Bearer${odd}${token}`]
        // oxlint-disable-next-line no-await-in-loop
        await eachNamed(Object.fromEntries(values.entries()), async (value) => {
          const bytes = Buffer.from(value, 'latin1')
          expectInvalidRequest(await server.request({ headers: [['Authorization', bytes]] }))
        })
      }
    },
  },
]

/** Sends each text as the token of a header and of a form, and expects 400 `invalid_request`. */
async function expectAllMalformed(
  world: World,
  texts: (world: World) => Promise<Readonly<Record<string, string>>>,
): Promise<void> {
  const server = await world.server()
  const inHeader = (text: string): Promise<Answer> =>
    server.request({ headers: [['Authorization', Buffer.from(`Bearer ${text}`)]] })
  await eachNamed(await texts(world), async (text) => {
    expectInvalidRequest(await inHeader(text))
    expectInvalidRequest(await postForm(world, encodeURIComponent(text)))
  })
}

async function jsonSerialisations({ idp }: World): Promise<Record<string, string>> {
  const [header, payload, signature] = segmentsOf(await idp.token())
  const one = { protected: header, signature }
  return {
    flattened: JSON.stringify({ payload, ...one }),
    general: JSON.stringify({ payload, signatures: [one] }),
    'general, several signatures': JSON.stringify({ payload, signatures: [one, one] }),
    'with unprotected header': JSON.stringify({ payload, header: { alg: 'none' }, signature }),
  }
}
