import { table, type TokenName } from 'example-shared'
import type { Demo } from './start-all.js'

interface Request {
  readonly title: string
  readonly path: string
  readonly token?: TokenName
}

const REQUESTS: readonly Request[] = [
  { title: '200  allowed', path: '/orders', token: 'reader' },
  { title: '401  no token', path: '/orders' },
  { title: '403  scope missing', path: '/admin/summary', token: 'reader' },
  { title: '401  tampered', path: '/orders', token: 'tampered' },
  { title: '401  expired', path: '/orders', token: 'expired' },
]

/** What the demo prints: where everything is, and `curl` lines to paste. */
export function guide({ provider, tokenDesk, apis, spaLogin, microservices }: Demo): string {
  const desk = withoutScheme(tokenDesk.url)
  const blocks = REQUESTS.map((request) =>
    [
      `  ${request.title}`,
      ...Object.values(apis).map((api) => `    ${curl(withoutScheme(api), desk, request)}`),
    ].join('\n'),
  )

  return [
    table([
      ['identity provider', provider.issuer, 'oidc-provider'],
      ...Object.entries(apis).map(([name, url]) => [`${name} API`, url, 'GET /orders, …']),
      ['token desk', tokenDesk.url, 'fresh tokens from the provider, for the lines below'],
      ['page', spaLogin.page, `to sign in from, ${credentials(spaLogin)}`],
      ['gateway', microservices.gateway, `and two services, ${credentials(microservices)}`],
    ]),
    ...blocks,
    [
      '  forged tokens, to an API of your own',
      ...Object.values(apis)
        .slice(0, 1)
        .flatMap((api) => [
          `    curl -s ${desk}/reader |`,
          `      node packages/cli/dist/bin.js probe ${api}/orders --token -`,
        ]),
    ].join('\n'),
    [
      '  Ctrl-C stops everything. `npm start -- --usage` shows each use of a token as it is recorded,',
      '  `npm start -- --approval` asks an owner on their phone, `npm start -- --check` makes these calls,',
      '  and more, by itself.',
    ].join('\n'),
  ].join('\n\n')
}

function credentials({ user }: { user: { username: string; password: string } }): string {
  return `as ${user.username}, password ${user.password}`
}

// `curl` takes an address without a scheme for HTTP, and the lines stay below 100 columns.
function withoutScheme(url: string): string {
  return url.replace('http://', '')
}

function curl(api: string, desk: string, { path, token }: Request): string {
  const header = token && ` -H "Authorization: Bearer $(curl -s ${desk}/${token})"`
  return `curl -i ${api}${path}${header ?? ''}`
}
