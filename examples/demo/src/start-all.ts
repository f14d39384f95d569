import type { Ledger } from '@countersign/ledger'
import { startApi as startExpress } from 'example-express-api'
import { startIdentityProvider, type IdentityProvider } from 'example-identity-provider'
import { startApi as startKoa } from 'example-koa-api'
import { startMicroservices, type Microservices } from 'example-microservices'
import { startApi as startNest } from 'example-nestjs-api'
import { listen, type RunningServer } from 'example-shared'
import { startSpaLogin, type SpaLogin } from 'example-spa-login'
import { startTokenDesk } from './token-desk.js'

/** Everything that the demo runs, all of it on loopback and in this process. */
export interface Demo {
  readonly provider: IdentityProvider
  readonly tokenDesk: RunningServer
  /** URL of each API by the name of its framework. */
  readonly apis: Readonly<Record<string, string>>
  /** A page to sign in from, with a provider and an API of its own. */
  readonly spaLogin: SpaLogin
  /** A gateway with two services behind it, and an issuer of our own. */
  readonly microservices: Microservices
  close(): Promise<void>
}

interface DemoOptions {
  /** A record of this process, that callers of the APIs can see their own uses in. */
  readonly ledger?: Ledger
}

/** Starts everything on ports 4000 to 4012, or on free ports where those are taken. */
export async function startAll({ ledger }: DemoOptions = {}): Promise<Demo> {
  const provider = await startIdentityProvider({ port: await prefer(4000) })
  const { issuer } = provider
  const shared = { issuer, ...(ledger && { ledger }) }
  const [express, koa, nestjs, tokenDesk, spaLogin, microservices] = await Promise.all([
    startExpress({ ...shared, port: await prefer(4001) }),
    startKoa({ ...shared, port: await prefer(4002) }),
    startNest({ ...shared, port: await prefer(4003) }),
    startTokenDesk(provider, { port: await prefer(4004) }),
    startSpaLogin({
      page: await prefer(4005),
      provider: await prefer(4006),
      api: await prefer(4007),
      thief: await prefer(4008),
    }),
    startMicroservices({
      gateway: await prefer(4009),
      issuer: await prefer(4010),
      orders: await prefer(4011),
      billing: await prefer(4012),
    }),
  ])
  const servers = [express, koa, nestjs, tokenDesk, spaLogin, microservices, provider]

  return {
    provider,
    tokenDesk,
    apis: { express: express.url, koa: koa.url, nestjs: nestjs.url },
    spaLogin,
    microservices,
    close: async () => {
      await Promise.all(servers.map((server) => server.close()))
    },
  }
}

// Asked before anything starts there, since Nest logs an error of its own for a port that is taken.
async function prefer(port: number): Promise<number> {
  try {
    const probe = await listen(() => {}, { port })
    await probe.close()
    return port
  } catch {
    return 0
  }
}
