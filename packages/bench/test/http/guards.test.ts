import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { assertGuarded, type Attempts } from '../../src/http/assert-guarded.js'
import { bearerAttempts } from '../../src/http/bearer-requests.js'
import { openConnection, type Connection } from '../../src/http/connection.js'
import { listenExpress } from '../../src/http/platforms/express-app.js'
import { EXPRESS_GUARDS } from '../../src/http/platforms/express-guards.js'
import {
  COMMON_GUARDS,
  PEERS,
  PLATFORMS,
  type Guard,
  type GuardTable,
  type Platform,
} from '../../src/http/guards.js'
import { listenKoa } from '../../src/http/platforms/koa-app.js'
import { KOA_GUARDS } from '../../src/http/platforms/koa-guards.js'
import { listenNestExpress } from '../../src/http/platforms/nest-express-app.js'
import { NEST_EXPRESS_GUARDS } from '../../src/http/platforms/nest-express-guards.js'
import { listenNestFastify } from '../../src/http/platforms/nest-fastify-app.js'
import { NEST_FASTIFY_GUARDS } from '../../src/http/platforms/nest-fastify-guards.js'
import { requestFor } from '../../src/http/requests.js'
import { HEALTH } from '../../src/http/routes.js'
import { createTokenSource, type TokenSource } from '../../src/http/token-source.js'
import type { Load, Trusted } from '../../src/http/trusted.js'

type Start = (guard: Guard, trusted: Trusted) => Promise<Server>

/** As the programs do it, but all in this process: to start a program for each takes long. */
const startOf =
  <P extends Platform, Made>(
    guards: GuardTable<P, Made>,
    listen: (made: Made) => Server | Promise<Server>,
  ): Start =>
  async (guard, trusted) => {
    const server = await listen(await guards[guard as Guard<P>](trusted))
    if (!server.listening) await once(server, 'listening')
    return server
  }

const START: Readonly<Record<Platform, Start>> = {
  express: startOf(EXPRESS_GUARDS, listenExpress),
  koa: startOf(KOA_GUARDS, listenKoa),
  'nest-express': startOf(NEST_EXPRESS_GUARDS, listenNestExpress),
  'nest-fastify': startOf(NEST_FASTIFY_GUARDS, listenNestFastify),
}

const LOADS: readonly Load[] = ['hot', 'distinct']

const CASES = PLATFORMS.flatMap((platform) =>
  [...COMMON_GUARDS, ...PEERS[platform]].flatMap((guard) =>
    LOADS.map((load) => ({ platform, guard, load })),
  ),
)

let source: TokenSource
let attempts: Attempts
const servers: Server[] = []

beforeAll(async () => {
  source = await createTokenSource()
  attempts = await bearerAttempts(source)
})
afterAll(async () => {
  for (const server of servers) {
    server.close()
    server.closeAllConnections()
  }
  await source.close()
})

async function connectTo(platform: Platform, guard: Guard, trusted: Trusted): Promise<Connection> {
  const server = await START[platform](guard, trusted)
  servers.push(server)
  return openConnection((server.address() as AddressInfo).port)
}

describe.each(CASES.filter(({ guard }) => guard !== 'bare'))(
  '$guard on $platform, set up for $load tokens',
  ({ platform, guard, load }) => {
    it('refuses what is bad, serves what is good, and leaves the rest alone', async () => {
      const connection = await connectTo(platform, guard, source.trusted(load))
      await assertGuarded(connection, attempts)
      expect(await connection.ask(requestFor(HEALTH))).toEqual({
        status: 200,
        body: JSON.stringify(HEALTH.body),
      })
    })

    it('takes no token for somebody else, however good', async () => {
      const trusted = { ...source.trusted(load), audience: 'https://other.example' }
      const connection = await connectTo(platform, guard, trusted)
      await expect(assertGuarded(connection, attempts)).rejects.toThrow(
        'a good request was answered 401',
      )
    })
  },
)

describe.each(PLATFORMS)('a bare server on %s', (platform) => {
  it('is no guard', async () => {
    const connection = await connectTo(platform, 'bare', source.trusted('hot'))
    await expect(assertGuarded(connection, attempts)).rejects.toThrow(
      'a request with no token was answered 200',
    )
  })
})

describe('what a guard has to refuse', () => {
  it('is everything that a token can be wrong in', () => {
    expect(Object.keys(attempts.bad)).toEqual([
      'no token',
      'another signature',
      'an end in the past',
      'another audience',
      'another issuer',
    ])
  })
})
