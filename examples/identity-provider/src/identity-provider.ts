import {
  listen,
  type Handler,
  type ListenOptions,
  type RunningServer,
  type TokenSource,
} from 'example-shared'
import { Provider } from 'oidc-provider'
import { registerClients } from './clients.js'
import { configure } from './configuration.js'

/** A running oidc-provider, with fresh keys and client secrets. */
export interface IdentityProvider extends TokenSource, RunningServer {}

/** Starts the identity provider on loopback; without a port, on a free one. */
export async function startIdentityProvider(
  options: ListenOptions = {},
): Promise<IdentityProvider> {
  // The issuer contains the port, so the server has to listen before there is a provider.
  let handler: Handler | undefined
  const server = await listen((request, response) => handler?.(request, response), options)

  const clients = registerClients()
  handler = new Provider(server.url, configure(clients)).callback()

  return {
    ...server,
    issuer: server.url,
    clients: clients.map(({ clientId, clientSecret, scope }) => ({
      clientId,
      clientSecret,
      scope,
    })),
  }
}
