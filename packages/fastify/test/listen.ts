import type { ContractTls } from '@countersign/testing/contracts'
import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import { onTestFinished } from 'vitest'

/** Makes an application; with TLS, it asks clients for certificates, and takes any. */
export function application(
  options: FastifyServerOptions = {},
  tls?: ContractTls,
): FastifyInstance {
  const https = tls && { ...tls, requestCert: true, rejectUnauthorized: false }
  return Fastify({ forceCloseConnections: true, ...options, ...(https && { https }) })
}

/** Serves an application on loopback. */
export async function listen(
  app: FastifyInstance,
): Promise<{ url: string; close: () => Promise<void> }> {
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  return { url, close: () => app.close() }
}

/** Serves an application until the test that asks for it has ended. */
export async function serve(app: FastifyInstance): Promise<string> {
  const { url, close } = await listen(app)
  onTestFinished(close)
  return url
}
