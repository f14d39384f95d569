import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Configuration, Provider } from 'oidc-provider'

/** A real identity provider on loopback. */
export interface RunningProvider {
  readonly issuer: string
  readonly provider: Provider
  close(): Promise<void>
}

/** Starts one. The issuer has the port in it, so that the server has to listen first. */
export async function serveProvider(configuration: Configuration): Promise<RunningProvider> {
  let handler: ((request: IncomingMessage, response: ServerResponse) => unknown) | undefined
  const server = createServer((request, response) => {
    handler?.(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const provider = new Provider(issuer, configuration)
  handler = provider.callback()
  return {
    issuer,
    provider,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
