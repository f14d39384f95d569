import type { INestApplication, Type } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import nest from '@nestjs/core/package.json' with { type: 'json' }
import { ExpressAdapter, type NestExpressApplication } from '@nestjs/platform-express'
import { FastifyAdapter } from '@nestjs/platform-fastify'
import { onTestFinished } from 'vitest'

/** Makes an application, not listening yet, on one of the two HTTP platforms. */
export type CreateApplication = (
  module: Type,
  options?: { trustProxy?: boolean },
) => Promise<INestApplication>

const bodyLimit = 16 * 1024 * 1024
const quiet = { logger: false, abortOnError: false, forceCloseConnections: true } as const

const [major] = nest.version.split('.')

/** Both HTTP platforms of Nest; of version 11 in the project `nestjs-11`. */
export const platforms: readonly { name: string; create: CreateApplication }[] = [
  {
    name: `Nest ${major} on Express`,
    create: async (module, { trustProxy = false } = {}) => {
      const adapter = new ExpressAdapter()
      const app = await NestFactory.create<NestExpressApplication>(module, adapter, quiet)
      app.set('trust proxy', trustProxy)
      app.useBodyParser('json', { limit: bodyLimit })
      app.useBodyParser('urlencoded', { limit: bodyLimit, extended: false })
      return app
    },
  },
  {
    name: `Nest ${major} on Fastify`,
    create: (module, { trustProxy = false } = {}) =>
      NestFactory.create(module, new FastifyAdapter({ trustProxy, bodyLimit }), quiet),
  },
]

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
