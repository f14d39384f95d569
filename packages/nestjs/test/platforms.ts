import type { ContractTls } from '@countersign/testing/contracts'
import type { INestApplication, NestApplicationOptions, Type } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import nest from '@nestjs/core/package.json' with { type: 'json' }
import { ExpressAdapter, type NestExpressApplication } from '@nestjs/platform-express'
import { FastifyAdapter } from '@nestjs/platform-fastify'
import { onTestFinished } from 'vitest'

/** Makes an application, not listening yet, on one of the two HTTP platforms. */
export type CreateApplication = (
  module: Type,
  options?: { trustProxy?: boolean; tls?: ContractTls },
) => Promise<INestApplication>

const bodyLimit = 16 * 1024 * 1024
const quiet = { logger: false, abortOnError: false, forceCloseConnections: true } as const

const [major] = nest.version.split('.')

/** Whether this is the version that users of today begin with. */
export const isNewest: boolean = major === '12'

/** Both HTTP platforms of Nest; of version 11 in the project `nestjs-11`. */
export const platforms: readonly { name: string; create: CreateApplication }[] = [
  {
    name: `Nest ${major} on Express`,
    create: async (module, { trustProxy = false, tls } = {}) => {
      const adapter = new ExpressAdapter()
      const app = await NestFactory.create<NestExpressApplication>(module, adapter, settings(tls))
      app.set('trust proxy', trustProxy)
      app.useBodyParser('json', { limit: bodyLimit })
      app.useBodyParser('urlencoded', { limit: bodyLimit, extended: false })
      return app
    },
  },
  {
    name: `Nest ${major} on Fastify`,
    create: (module, { trustProxy = false, tls } = {}) => {
      const { httpsOptions } = settings(tls)
      const options = { trustProxy, bodyLimit, ...(httpsOptions && { https: httpsOptions }) }
      // Nest takes the scheme of `getUrl` from its own options, whatever the platform does.
      return NestFactory.create(module, new FastifyAdapter(options), settings(tls))
    },
  },
]

/** With TLS, clients are asked for a certificate, and any is taken. */
function settings(tls: ContractTls | undefined): NestApplicationOptions {
  if (!tls) return quiet
  return { ...quiet, httpsOptions: { ...tls, requestCert: true, rejectUnauthorized: false } }
}

/** Starts an application on loopback. */
export async function listen(
  app: INestApplication,
): Promise<{ url: string; close: () => Promise<void> }> {
  await app.listen(0, '127.0.0.1')
  return { url: await app.getUrl(), close: () => app.close() }
}

/** Serves an application until the test that asks for it has ended. */
export async function serve(app: INestApplication): Promise<string> {
  onTestFinished(() => app.close())
  return (await listen(app)).url
}
