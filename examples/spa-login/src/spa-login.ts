import { startIdentityProvider, type User } from 'example-identity-provider'
import { ORDERS_API, reserve, staticSite } from 'example-shared'
import { createApi } from './api.js'

/** Ports of the four servers. Default: free ones. */
export interface SpaLoginPorts {
  page?: number
  provider?: number
  api?: number
  thief?: number
}

/** The running example: URLs of its four servers, each of them an origin of its own. */
export interface SpaLogin {
  readonly page: string
  readonly issuer: string
  readonly api: string
  readonly thief: string
  readonly user: User
  close(): Promise<void>
}

const CLIENT_ID = 'page'
const SCOPE = 'orders:read'
const FOLDER = new URL('../src/public/', import.meta.url)
const SHARED_FILES = ['style.css', 'icon.svg', 'dpop.js', 'view.js']

/** Starts the page, the identity provider, the API and the thief on loopback. */
export async function startSpaLogin(ports: SpaLoginPorts = {}): Promise<SpaLogin> {
  // They have to know each other's URLs, so they listen before there is anything to answer.
  const page = await reserve(ports.page)
  const api = await reserve(ports.api)
  const thief = await reserve(ports.thief)
  const provider = await startIdentityProvider({
    port: ports.provider ?? 0,
    browserClient: { clientId: CLIENT_ID, redirectUri: `${page.url}/`, scope: SCOPE },
  })
  const { issuer, user } = provider

  const orders = createApi({
    issuer,
    publicUrl: api.url,
    // The thief too: what stops him must not be that he cannot read the answers in a browser.
    origins: [page.url, thief.url],
  })
  api.serve(orders.handler)
  page.serve(
    staticSite(
      {
        folder: FOLDER,
        index: 'index.html',
        config: {
          issuer,
          clientId: CLIENT_ID,
          scope: SCOPE,
          resource: ORDERS_API,
          api: api.url,
          thief: thief.url,
        },
        connect: [issuer, api.url],
        frame: thief.url,
      },
      [...SHARED_FILES, 'app.js', 'sign-in.js', 'session-store.js'],
    ),
  )
  thief.serve(
    staticSite(
      { folder: FOLDER, index: 'thief.html', config: {}, connect: [api.url], framedBy: page.url },
      [...SHARED_FILES, 'thief.js'],
    ),
  )

  return {
    page: page.url,
    issuer,
    api: api.url,
    thief: thief.url,
    user,
    close: async () => {
      await Promise.all([page, api, thief, provider].map((server) => server.close()))
      orders.close()
    },
  }
}
