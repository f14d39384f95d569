import type { ContractRoute } from './application.js'
import type { CoreUnderTest, RequestUnderTest } from './core-under-test.js'

/** The routes that a server has unless its setup names others. */
export function fixtureRoutes(core: CoreUnderTest): readonly ContractRoute[] {
  const strong = core.allOf(core.acr('urn:mfa', 'urn:phr'), core.authenticatedWithin(300))
  return [
    { method: 'get', path: '/r', policies: [] },
    { method: 'post', path: '/r', policies: [] },
    { method: 'delete', path: '/r', policies: [] },
    { method: 'get', path: '/r/read', policies: [core.scopes('read')] },
    { method: 'get', path: '/r/write', policies: [core.scopes('write')] },
    { method: 'get', path: '/r/both', policies: [core.scopes('read'), core.scopes('write')] },
    { method: 'get', path: '/su', policies: [strong] },
    { method: 'get', path: '/su/scope', policies: [core.allOf(strong, core.scopes('write'))] },
    { method: 'get', path: '/rar/acct/:id', policies: [readAccount(core)] },
    { method: 'get', path: '/admin', policies: [core.scopes('admin')] },
    { method: 'get', path: '/user', policies: [core.userOnly()] },
    { method: 'get', path: '/optional', policies: [], optional: true },
    { method: 'get', path: '/optional/read', policies: [core.scopes('read')], optional: true },
  ]
}

function readAccount(core: CoreUnderTest): ContractRoute['policies'][number] {
  return core.authorizationDetails((request: RequestUnderTest) => {
    const path = request.url.split('?', 1)[0] ?? ''
    const identifier = decodeURIComponent(path.split('/').at(-1) ?? '')
    return { type: 'account', actions: ['read'], identifier }
  })
}
