import assert from 'node:assert/strict'
import type { ContractCase } from '../case.js'
import { expectAccepted } from '../expect.js'
import { eachVariant } from '../variants.js'

/** RFC 7519 §4: forms of claims and header members that are good. */
export const claimFormCases: readonly ContractCase[] = [
  {
    ids: ['JOSE-12'],
    title: 'ignores header parameters that it does not know',
    async run({ idp, server: start }) {
      const server = await start()
      const headers: readonly Record<string, unknown>[] = [
        { 'x-foo': 1 },
        { cty: 'JWT' },
        { x: { y: [1, 'z', null] } },
        { 'urn:x': 1, toString: 'x', length: 0 },
        { jku: 'https://collab.example/jwks', 'x5t#S256': 'x' },
        { aud: 'https://other.example', exp: 1 },
      ]
      await eachVariant(headers, async (header) => {
        expectAccepted(await server.get('/r', await idp.token({}, { header })))
      })
    },
  },
  {
    ids: ['JOSE-12'],
    title: 'hands on claims that it does not know',
    async run({ idp, server: start }) {
      const server = await start()
      const unknown = {
        'https://x/y': { a: [1] },
        list: [],
        nothing: null,
        zero: 0,
        fraction: -1.5,
        text: 'é "quoted" \\ \u{1F600}',
        deep: [[[[{ a: { b: { c: [] } } }]]]],
      }
      const { claims } = expectAccepted(await server.get('/r', await idp.token(unknown)))
      for (const [name, value] of Object.entries(unknown)) {
        assert.deepEqual(claims?.[name], value, name)
      }
    },
  },
  {
    ids: ['JOSE-35', 'AT-06'],
    title: 'finds its own identifier in aud, alone or among others',
    async run({ idp, server: start, audience }) {
      const server = await start()
      const good = [audience, [audience], ['x', audience], [audience, 'x'], [audience, audience]]
      await eachVariant([...good, ['', audience]], async (aud) => {
        expectAccepted(await server.get('/r', await idp.token({ aud })))
      })
    },
  },
  {
    ids: ['JOSE-35'],
    title: 'takes any of several identifiers of its own, request after request',
    async run({ idp, server: start, audience }) {
      const server = await start({
        key: 'two audiences',
        options: { audience: [audience, 'urn:rs'] },
      })
      await eachVariant([audience, 'urn:rs', audience, 'urn:rs', ['urn:rs', 'x']], async (aud) => {
        expectAccepted(await server.get('/r', await idp.token({ aud })))
      })
    },
  },
]
