import type { ContractCase } from '../case.js'
import { expectAccepted, expectForbidden, expectRefused } from '../expect.js'
import { eachVariant } from '../variants.js'
import type { ServerSetup } from '../world.js'

const setup: ServerSetup = {
  key: 'policies',
  routes: (core) => [
    { method: 'get', path: '/any', policies: [core.anyScope('a', 'b')] },
    { method: 'get', path: '/role', policies: [core.role('admin')] },
    { method: 'get', path: '/tenant', policies: [core.claim('tenant', 'acme')] },
    { method: 'get', path: '/age', policies: [core.claim('age', isAdult)] },
    { method: 'get', path: '/not', policies: [core.not(core.claim('suspended', true))] },
    {
      method: 'get',
      path: '/or',
      policies: [core.anyOf(core.role('admin'), core.scopes('admin'))],
    },
    { method: 'get', path: '/async', policies: [core.check(async () => false)] },
    { method: 'get', path: '/one', policies: [core.scopes('a'), core.scopes('b')] },
  ],
}

/** Design §3: what a route may ask of an Authentication. */
export const policyCases: readonly ContractCase[] = [
  {
    ids: [],
    title: 'grants what a policy asks for',
    async run({ idp, server }) {
      const running = await server(setup)
      const granted = [
        ['/any', { scope: 'x b' }],
        ['/role', { roles: ['user', 'admin'] }],
        ['/tenant', { tenant: 'acme' }],
        ['/age', { age: 18 }],
        ['/not', {}],
        ['/or', { scope: 'admin' }],
        ['/or', { roles: ['admin'] }],
        ['/one', { scope: 'b a' }],
      ] as const
      await eachVariant(granted, async ([path, claims]) => {
        expectAccepted(await running.get(path, await idp.token(claims)))
      })
    },
  },
  {
    ids: [],
    title: 'denies what it does not, and names scopes only where scopes would help',
    async run({ idp, server }) {
      const running = await server(setup)
      const denied = [
        ['/any', { scope: 'x' }, 'a b'],
        ['/role', { roles: ['Admin'] }, undefined],
        ['/role', { roles: 'user admin' }, undefined],
        ['/role', { roles: { admin: true } }, undefined],
        ['/tenant', { tenant: ['acme'] }, undefined],
        ['/tenant', {}, undefined],
        ['/age', { age: 17 }, undefined],
        ['/not', { suspended: true }, undefined],
        ['/or', {}, 'admin'],
        ['/async', {}, undefined],
        ['/one', { scope: 'a' }, 'b'],
      ] as const
      await eachVariant(denied, async ([path, claims, scope]) => {
        expectForbidden(await running.get(path, await idp.token(claims)), scope)
      })
    },
  },
  {
    ids: [],
    title: 'asks for everything that is missing in one challenge',
    async run({ core, idp, server }) {
      const running = await server({
        key: 'policies merged',
        routes: () => [
          { method: 'get', path: '/r', policies: [] },
          {
            method: 'get',
            path: '/all',
            policies: [core.allOf(core.scopes('a'), core.scopes('b'), core.acr('urn:mfa'))],
          },
        ],
      })
      expectRefused(await running.get('/all', await idp.token()), {
        status: 401,
        error: 'insufficient_user_authentication',
        params: { scope: 'a b', acr_values: 'urn:mfa' },
      })
      expectForbidden(await running.get('/all', await idp.token({ acr: 'urn:mfa' })), 'a b')
    },
  },
]

function isAdult(age: unknown): boolean {
  return typeof age === 'number' && age >= 18
}
