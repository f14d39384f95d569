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
import type { McpServer } from './mcp-server.js'
import { SIGN_IN_PATH, signIn } from './sign-in.js'
import { registerUser, type User } from './user.js'

/** A running oidc-provider, with fresh keys and secrets. */
export interface IdentityProvider extends TokenSource, RunningServer {
  /** Who can sign in, if there is anything to sign in from, or for. */
  readonly user: User
}

export interface IdentityProviderOptions extends ListenOptions {
  /** A page that the user can sign in from. Default: nobody signs in. */
  browserClient?: BrowserClient
  /** An MCP server that the user can give clients access to. Default: there is none. */
  mcpServer?: McpServer
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
  const { browserClient, mcpServer } = options
  const provider = new Provider(server.url, configure({ clients, user, browserClient, mcpServer }))
  handler = browserClient || mcpServer ? route(provider, user) : provider.callback()

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

function route(provider: Provider, user: User): Handler {
  const protocol = provider.callback()
  const person = signIn(provider, user)
  return (request, response) =>
    (request.url?.startsWith(SIGN_IN_PATH) ? person : protocol)(request, response)
}
