import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { ContractTls } from '@countersign/testing/contracts'
import { onTestFinished } from 'vitest'

/** Serves an application on loopback; with TLS, it asks clients for certificates, and takes any. */
export async function listen(
  app: RequestListener,
  tls?: ContractTls,
): Promise<{ url: string; close: () => Promise<void> }> {
  const open = { requestCert: true, rejectUnauthorized: false }
  const server = tls ? createTlsServer({ ...tls, ...open }, app) : createServer(app)
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
export async function serve(app: RequestListener): Promise<string> {
  const { url, close } = await listen(app)
  onTestFinished(close)
  return url
}
