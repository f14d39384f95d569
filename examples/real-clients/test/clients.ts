import * as oauth from 'oauth4webapi'
import * as openid from 'openid-client'
import { AUDIENCE, CLIENT } from './provider.js'

/** A client that has a token, and calls the API with proofs. */
export interface Caller {
  readonly token: string
  call(path: string): Promise<Response>
}

/** What a client needs: where the provider is, and how requests get to the API. */
interface Surroundings {
  readonly issuer: string
  readonly fetch: typeof fetch
}

export type StartClient = (surroundings: Surroundings) => Promise<Caller>

const openidClient: StartClient = async ({ issuer, fetch: send }) => {
  const config = await openid.discovery(
    new URL(issuer),
    CLIENT.client_id,
    CLIENT.client_secret,
    undefined,
    { execute: [openid.allowInsecureRequests] },
  )
  config[openid.customFetch] = send as openid.CustomFetch
  const DPoP = openid.getDPoPHandle(config, await openid.randomDPoPKeyPair('ES256'))
  const parameters = { scope: 'orders:read', resource: AUDIENCE }
  const { access_token: token } = await openid.clientCredentialsGrant(config, parameters, { DPoP })
  return {
    token,
    call: (path) =>
      openid.fetchProtectedResource(
        config,
        token,
        new URL(path, AUDIENCE),
        'GET',
        undefined,
        undefined,
        { DPoP },
      ),
  }
}

const oauth4webapi: StartClient = async ({ issuer, fetch: send }) => {
  // Its options have members that are `undefined`, which `RequestInit` does not know of.
  const customFetch = (url: string, init: object): Promise<Response> => send(url, init)
  const options = { [oauth.allowInsecureRequests]: true, [oauth.customFetch]: customFetch } as const
  const as = await oauth.processDiscoveryResponse(
    new URL(issuer),
    await oauth.discoveryRequest(new URL(issuer), options),
  )
  const client: oauth.Client = { client_id: CLIENT.client_id }
  const DPoP = oauth.DPoP(client, await oauth.generateKeyPair('ES256'))
  const response = await oauth.clientCredentialsGrantRequest(
    as,
    client,
    oauth.ClientSecretBasic(CLIENT.client_secret),
    new URLSearchParams({ scope: 'orders:read', resource: AUDIENCE }),
    { ...options, DPoP },
  )
  const { access_token: token } = await oauth.processClientCredentialsResponse(as, client, response)
  const request = (path: string): Promise<Response> =>
    oauth.protectedResourceRequest(token, 'GET', new URL(path, AUDIENCE), undefined, undefined, {
      ...options,
      DPoP,
    })
  return {
    token,
    call: (path) =>
      request(path).catch((error: unknown) => {
        if (oauth.isDPoPNonceError(error)) return request(path)
        throw error
      }),
  }
}

export const CLIENTS: Readonly<Record<string, StartClient>> = {
  'openid-client': openidClient,
  oauth4webapi,
}
