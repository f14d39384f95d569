import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { ContractServer, ContractTls } from '@countersign/testing/contracts'

/** Serves on loopback; with TLS, it asks clients for certificates, and takes any. */
export async function listen(
  listener: RequestListener,
  tls?: ContractTls,
): Promise<ContractServer> {
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
