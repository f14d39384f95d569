import assert from 'node:assert/strict'
import type { TestIdentityProvider } from '../../index.js'
import type { ContractCase } from '../case.js'
import { expectInvalidRequest } from '../expect.js'
import type { ServerSetup } from '../world.js'
import { compact, keyOf, segmentsOf, signatureOf, signingInput, signText } from './forge/compact.js'
import { eachNamed, postForm, refusesTokens } from './refused-tokens.js'

const QUERY_SERVER: ServerSetup = {
  key: 'tokens in queries',
  options: { sources: { query: true } },
}

const BLANKS = { space: ' ', tab: '\t', CR: '\r', LF: '\n', CRLF: '\r\n' } as const

/** Other spellings of the same octets. Where a signature can cover the odd spelling, it does. */
export const base64urlCases: readonly ContractCase[] = [
  refusesTokens(['ATK-39', 'JOSE-03'], 'refuses padding at the end', async ({ idp }) => {
    const token = await idp.token()
    return { 'one sign': `${token}=`, 'two signs': `${token}==`, 'three signs': `${token}===` }
  }),
  {
    ids: ['ATK-39', 'JOSE-03'],
    title: 'refuses padding inside as a malformed request',
    async run({ idp, server: start }) {
      const server = await start()
      const [h, p, s] = segmentsOf(await idp.token())
      const tokens = {
        'behind the header': `${h}=.${p}.${s}`,
        'behind the header, signed': signText(`${h}=.${p}`, keyOf(idp)),
        'behind the payload': `${h}.${p}=.${s}`,
        'behind the payload, signed': signText(`${h}.${p}==`, keyOf(idp)),
      }
      await eachNamed(tokens, async (token) => expectInvalidRequest(await server.get('/r', token)))
    },
  },
  {
    ids: ['ATK-40', 'JOSE-04', 'BCP-11'],
    title: 'refuses blanks around and inside of segments of form and query tokens',
    async run(world) {
      const [h, p, s] = segmentsOf(await world.idp.token())
      const server = await world.server(QUERY_SERVER)
      const tokens = Object.entries(BLANKS).flatMap(([name, blank]): [string, string][] => [
        [`${name} in front`, `${blank}${h}.${p}.${s}`],
        [`${name} in the header`, `${h.slice(0, 8)}${blank}${h.slice(8)}.${p}.${s}`],
        [`${name} in front of the payload`, `${h}.${blank}${p}.${s}`],
        [`${name} in the payload`, `${h}.${p.slice(0, 8)}${blank}${p.slice(8)}.${s}`],
        [`${name} in the signature`, `${h}.${p}.${s.slice(0, 8)}${blank}${s.slice(8)}`],
        [`${name} behind`, `${h}.${p}.${s}${blank}`],
      ])
      await eachNamed(Object.fromEntries(tokens), async (token) => {
        const encoded = encodeURIComponent(token)
        expectInvalidRequest(await postForm(world, encoded))
        expectInvalidRequest(await server.get(`/r?access_token=${encoded}`))
      })
      // A plus sign is a space in both.
      expectInvalidRequest(await postForm(world, `${h}.${p}.${s}+`))
      expectInvalidRequest(await server.get(`/r?access_token=${h}.${p}.${s}+`))
    },
  },
  refusesTokens(['ATK-41', 'JOSE-05'], 'refuses stray bits in the last character', ({ idp }) => {
    const key = keyOf(idp)
    const input = unevenInput(idp)
    const [h, p] = segmentsOf(input)
    const signature = signatureOf(input, key).toString('base64url')
    return {
      'of the header': compact(`${stray(h)}.${p}`, signatureOf(input, key)),
      'of the header, signed': signText(`${stray(h)}.${p}`, key),
      'of the payload': compact(`${h}.${stray(p)}`, signatureOf(input, key)),
      'of the payload, signed': signText(`${h}.${stray(p)}`, key),
      'of the signature': `${input}.${stray(signature)}`,
    }
  }),
  refusesTokens(['ATK-42', 'JOSE-04'], 'refuses the standard alphabet', ({ idp }) => {
    const key = keyOf(idp)
    // Three octets of ones and zeros each spell all of "-" and "_" in one of three positions.
    const claim = '???>>>\u00ff~~~'.repeat(3)
    const input = signingInput(idp, { header: { x: claim }, payload: { x: claim } })
    const [h, p] = segmentsOf(input)
    assert.ok([h, p].every((part) => part !== standard(part)))
    return {
      header: signText(`${standard(h)}.${p}`, key),
      payload: signText(`${h}.${standard(p)}`, key),
      'payload, signed as base64url': compact(`${h}.${standard(p)}`, signatureOf(input, key)),
      signature: `${input}.${standard(dashedSignature(idp, input))}`,
    }
  }),
  refusesTokens(['ATK-43'], 'refuses segments of an impossible length', ({ idp }) => {
    const key = keyOf(idp)
    const [h, p] = segmentsOf(signingInput(idp))
    const signature = signatureOf(`${h}.${p}`, key).toString('base64url')
    return {
      header: signText(`${impossible(h)}.${p}`, key),
      payload: signText(`${h}.${impossible(p)}`, key),
      signature: `${h}.${p}.${impossible(signature)}`,
      'one character': 'a.b.c',
      'one character more': `${h}.${p}.${signature}AAA`,
    }
  }),
  {
    ids: ['ATK-43', 'JOSE-04'],
    title: 'refuses foreign characters in every segment as a malformed request',
    async run(world) {
      const server = await world.server()
      const key = keyOf(world.idp)
      const [h, p] = segmentsOf(signingInput(world.idp))
      const signature = signatureOf(`${h}.${p}`, key).toString('base64url')
      const tokens = ['$', '%', '\u00e9', '!', '*', '\\', '@'].flatMap(
        (odd): [string, string][] => [
          [`${odd} in the header`, signText(`${odd}${h}.${p}`, key)],
          [`${odd} in the payload`, signText(`${h}.${p.slice(0, 4)}${odd}${p.slice(4)}`, key)],
          [`${odd} in the signature`, `${h}.${p}.${signature}${odd}`],
        ],
      )
      await eachNamed(Object.fromEntries(tokens), async (token) => {
        const value = Buffer.from(`Bearer ${token}`, 'latin1')
        expectInvalidRequest(await server.request({ headers: [['Authorization', value]] }))
        expectInvalidRequest(await postForm(world, encodeURIComponent(token)))
      })
      // Node itself refuses a NUL in a header.
      expectInvalidRequest(await postForm(world, `${h}.%00${p}.${signature}`))
      expectInvalidRequest(await postForm(world, `${h}.${p}.${signature}%00`))
    },
  },
]

/** An input whose both segments have unused bits in their last character. */
function unevenInput(idp: TestIdentityProvider): string {
  for (let padding = 0; padding < 9; padding += 1) {
    const x = 'x'.repeat(padding)
    const input = signingInput(idp, {
      header: { x: x.slice(0, padding % 3) },
      payload: { x: x.slice(0, Math.floor(padding / 3)) },
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
  const other = segment.slice(0, -1) + (ALPHABET[last + 1] ?? '')
  assert.deepEqual(Buffer.from(other, 'base64url'), Buffer.from(segment, 'base64url'))
  return other
}

/** ECDSA draws a new number each time, so a signature with a "-" or "_" comes soon. */
function dashedSignature(idp: TestIdentityProvider, input: string): string {
  for (;;) {
    const signature = signatureOf(input, keyOf(idp)).toString('base64url')
    if (/[-_]/.test(signature)) return signature
  }
}

function standard(segment: string): string {
  return segment.replaceAll('-', '+').replaceAll('_', '/')
}

/** The segment with one character beyond a multiple of four, which no octets have. */
function impossible(segment: string): string {
  return `${segment.slice(0, segment.length - (segment.length % 4))}A`
}
