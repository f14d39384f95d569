import type { ContractCase } from '../case.js'
import { expectConfigError, expectMisconfigured } from '../expect.js'
import { eachVariant } from '../variants.js'

const notNumbers = [-1, Number.NaN, Infinity, '5', null]

/** Bad options die at start-up, by name. */
export const configurationCases: readonly ContractCase[] = [
  {
    ids: [],
    title: 'starts without no issuer and without no audience',
    async run({ core, idp: { issuer }, audience }) {
      expectMisconfigured(core, { audience }, 'issuer')
      expectMisconfigured(core, { issuer: [], audience }, 'issuer')
      expectMisconfigured(core, { issuer: [issuer, issuer], audience }, 'issuer')
      expectMisconfigured(core, { issuer }, 'audience')
      expectMisconfigured(core, { issuer, audience: [] }, 'audience')
      expectMisconfigured(core, { issuer, audience: '' }, 'audience')
      expectMisconfigured(core, { issuer, audience: [''] }, 'audience')
    },
  },
  {
    ids: [],
    title: 'takes no symmetric, unknown or empty list of algorithms',
    async run({ core, idp: { issuer, jwksUri }, audience }) {
      const lists = [['HS256'], ['ES256', 'HS512'], ['none'], ['es256'], ['ES256K'], [], 'ES256']
      await eachVariant(lists, async (algorithms) => {
        expectMisconfigured(core, { issuer, audience, algorithms }, 'algorithms')
        const keys = new URL(jwksUri)
        expectMisconfigured(core, { issuer, audience, algorithms, keys }, 'algorithms')
      })
    },
  },
  {
    ids: [],
    title: 'takes no time that is negative or no number',
    async run({ core, idp: { issuer }, audience }) {
      await eachVariant(
        notNumbers,
        async (value) => {
          const options = { issuer, audience }
          expectMisconfigured(core, { ...options, clockTolerance: value }, 'clockTolerance')
          expectMisconfigured(core, { ...options, maxTokenAge: value }, 'maxTokenAge')
          const limits = { tokenBytes: value ?? -1 }
          expectMisconfigured(core, { ...options, limits }, 'limits.tokenBytes')
        },
        String,
      )
    },
  },
  {
    ids: [],
    title: 'takes no option that it does not know, at any depth',
    async run({ core, idp: { issuer }, audience }) {
      const options = { issuer, audience }
      const unknown = [
        ['issuers', { issuers: [] }],
        ['algorithm', { algorithm: 'ES256' }],
        ['sources.headers', { sources: { headers: true } }],
        ['sources.header', { sources: { header: false } }],
        ['sources.cookie', { sources: { cookie: 'a b' } }],
        ['limits.bytes', { limits: { bytes: 1 } }],
        ['tokenType', { tokenType: 'JWT' }],
        ['keys', { keys: 'https://as.example/jwks' }],
        ['keys', { keys: new URL('http://as.example/jwks') }],
        ['publicUrl', { publicUrl: 'rs.example' }],
        ['publicUrl', { publicUrl: 'http://rs.example' }],
        ['realm', { realm: 'my "api"' }],
        ['realm', { realm: 'a\r\nb' }],
        ['clock', { clock: 1 }],
        ['fetch', { fetch: 'fetch' }],
        ['claims', { claims: {} }],
      ] as const
      await eachVariant(unknown, async ([name, wrong]) => {
        expectMisconfigured(core, { ...options, ...wrong }, name)
      })
    },
  },
  {
    ids: [],
    title: 'makes no policy that means nothing',
    run: ({ core }) =>
      eachVariant(
        [
          ['scopes', () => core.scopes()],
          ['scopes', () => core.scopes('read write')],
          ['scopes', () => core.scopes('')],
          ['anyScope', () => core.anyScope()],
          ['acr', () => core.acr()],
          ['acr', () => core.acr('a b')],
          ['allOf', () => core.allOf()],
          ['anyOf', () => core.anyOf()],
          ['role', () => core.role('')],
          ['claim', () => core.claim('', 1)],
          ['claim', () => core.claim('tenant', undefined)],
          ['authorizationDetails', () => core.authorizationDetails({})],
        ] as const,
        async ([name, make]) => expectConfigError(core, () => void make(), name),
        ([name]) => name,
      ),
  },
]
