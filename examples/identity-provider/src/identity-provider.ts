import {
  listen,
  type Handler,
  type ListenOptions,
  type RunningServer,
  type TokenSource,
} from 'example-shared'
import { Provider } from 'oidc-provider'
import type { BrowserClient } from './browser-client.js'
import { registerClients } from './clients.js'
import { configure } from './configuration.js'
import { SIGN_IN_PATH, signIn } from './sign-in.js'
import { registerUser, type User } from './user.js'

/** A running oidc-provider, with fresh keys and secrets. */
export interface IdentityProvider extends TokenSource, RunningServer {
  /** Who can sign in, if there is a browser client to do it from. */
  readonly user: User
}

export interface IdentityProviderOptions extends ListenOptions {
  /** A page that the user can sign in from. Default: nobody signs in. */
  browserClient?: BrowserClient
}

/** Starts the identity provider on loopback; without a port, on a free one. */
export async function startIdentityProvider(
  options: IdentityProviderOptions = {},
): Promise<IdentityProvider> {
  // The issuer contains the port, so the server has to listen before there is a provider.
  let handler: Handler | undefined
  const server = await listen((request, response) => handler?.(request, response), options)

  const clients = registerClients()
  const user = registerUser()
  const { browserClient } = options
  const provider = new Provider(server.url, configure({ clients, user, browserClient }))
  handler = route(provider, user, browserClient)

  return {
    ...server,
    issuer: server.url,
    user,
    clients: clients.map(({ clientId, clientSecret, scope }) => ({
      clientId,
      clientSecret,
      scope,
    })),
  }
}

function route(provider: Provider, user: User, client: BrowserClient | undefined): Handler {
  const protocol = provider.callback()
  if (!client) return protocol
  const person = signIn(provider, user, new URL(client.redirectUri).origin)
  return (request, response) =>
    (request.url?.startsWith(SIGN_IN_PATH) ? person : protocol)(request, response)
}
