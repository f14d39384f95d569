import {
  createTestCertificate,
  createTestClock,
  createTestIdentityProvider,
  createTestStatusList,
} from '../index.js'
import type { ContractRoute, StartContractServer } from './application.js'
import type { CoreUnderTest } from './core-under-test.js'
import { fixtureRoutes } from './fixture-routes.js'
import { watchChannels } from './leaks.js'
import { connect } from './server.js'
import type { Server, ServerSetup, World } from './world.js'

/** The audience of every verifier, unless its setup says otherwise. */
const AUDIENCE = 'https://rs.example'

/** Of further providers, unless a case asks for others: a key for RSA takes 100 ms and more to make. */
const QUICK = ['ES256', 'Ed25519'] as const

export interface RunningWorld extends World {
  close(): Promise<void>
}

/** Starts a provider; servers follow when a case asks for them. */
export async function createWorld(
  core: CoreUnderTest,
  start: StartContractServer,
): Promise<RunningWorld> {
  const clock = createTestClock()
  const idp = await createTestIdentityProvider({ clock, audience: AUDIENCE })
  const servers = new Map<string, Promise<Server>>()
  const closers: (() => Promise<void>)[] = [() => idp.close()]
  const leaks = watchChannels()
  const serverCertificate = createTestCertificate({ commonName: 'localhost' })

  const world: RunningWorld = {
    core,
    idp,
    clock,
    audience: AUDIENCE,
    server(setup = { key: 'default' }) {
      const known = servers.get(setup.key)
      if (known) return known
      const starting = startServer(setup)
      servers.set(setup.key, starting)
      // One that did not start fails its own case, and the next one tries again.
      starting.catch(() => servers.delete(setup.key))
      return starting
    },
    async provider(options) {
      const provider = await createTestIdentityProvider({
        clock,
        audience: AUDIENCE,
        algorithms: QUICK,
        ...options,
      })
      closers.push(() => provider.close())
      return provider
    },
    async statusList(options, signer = idp) {
      const list = await createTestStatusList(signer, { clock, ...options })
      closers.push(() => list.close())
      return list
    },
    async close() {
      leaks.stop()
      await Promise.allSettled(servers.values())
      await Promise.all(closers.map((close) => close()))
    },
  }

  async function startServer(setup: ServerSetup): Promise<Server> {
    const given = typeof setup.options === 'function' ? setup.options(world) : setup.options
    const defaults = { issuer: idp.issuer, audience: AUDIENCE, clockTolerance: 0, clock }
    const verifier = core.createVerifier({ ...defaults, ...given })
    const routes = (setup.routes ?? fixtureRoutes)(core)
    const tls = setup.tls && (await serverCertificate)
    const running = await start({
      verifier,
      routes,
      ...(setup.mountPath !== undefined && { mountPath: setup.mountPath }),
      ...(setup.trustProxy !== undefined && { trustProxy: setup.trustProxy }),
      ...(tls && { tls: { key: tls.privateKey, cert: tls.certificate } }),
    })
    closers.push(async () => {
      verifier.close()
      await running.close()
    })
    const { url } = running
    return connect({ url, verifier, leaks, referencePath: plainPath(routes, setup.mountPath) })
  }

  return world
}

function plainPath(routes: readonly ContractRoute[], mountPath = ''): string | undefined {
  const route = routes.find(({ method, path }) => method === 'get' && !path.includes(':'))
  return route && `${mountPath}${route.path}`
}
