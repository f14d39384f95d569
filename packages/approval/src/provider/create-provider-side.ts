import type { Context, Route } from '../context.js'
import type { Desk, ProviderPort } from '../desk/desk.js'
import { ProviderSide } from './provider-side.js'

/** What clients talk to. */
export interface CreatedProviderSide {
  readonly route: Route
  readonly port: ProviderPort
  /** Rejects where there is no key to sign with. */
  ready(): Promise<void>
  close(): void
}

/** Makes the protocol's side: OpenID CIBA for clients, over what the rooms of the server share. */
export function createProviderSide(context: Context, desk: () => Desk): CreatedProviderSide {
  const side = new ProviderSide(context, desk)
  return {
    route: side.route,
    port: side.port,
    ready: async () => side.ready(),
    // Nothing runs by itself here: pings end within seconds.
    close: () => undefined,
  }
}
