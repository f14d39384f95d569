import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { ContractTls } from '@countersign/testing/contracts'
import { onTestFinished } from 'vitest'

/** A listener for requests, whatever it returns. */
type Listener = (req: IncomingMessage, res: ServerResponse) => unknown

/** Serves an application on loopback; with TLS, it asks clients for certificates, and takes any. */
export async function listen(
  app: Listener,
  tls?: ContractTls,
): Promise<{ url: string; close: () => Promise<void> }> {
  const listener = (req: IncomingMessage, res: ServerResponse): void => void app(req, res)
  const open = { requestCert: true, rejectUnauthorized: false }
  const server = tls ? createTlsServer({ ...tls, ...open }, listener) : createServer(listener)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** Serves an application until the test that asks for it has ended. */
export async function serve(app: Listener): Promise<string> {
  const { url, close } = await listen(app)
  onTestFinished(close)
  return url
}
