import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { GuardTable, Platform } from '../guards.js'
import { Stopwatch } from '../stopwatch.js'
import type { Trusted } from '../trusted.js'

/** Longer than any server has to wait for its next turn. */
const KEEP_ALIVE = 600_000

/**
 * What all the programs do. It tells its parent the port, and then, whenever it is asked, the
 * microseconds of CPU that it has used, or that the guard takes. It ends with its parent.
 */
export async function serve<P extends Platform, Made>(
  guards: GuardTable<P, Made>,
  listen: (guard: Made, stopwatch?: Stopwatch) => Server | Promise<Server>,
): Promise<void> {
  const [guard, trusted, isTimed] = JSON.parse(process.argv[2] ?? '') as [
    keyof typeof guards,
    Trusted,
    boolean,
  ]
  await askOnce(trusted)
  const stopwatch = isTimed ? new Stopwatch() : undefined
  const server = await listen(await guards[guard](trusted), stopwatch)
  if (!server.listening) await once(server, 'listening')
  server.keepAliveTimeout = KEEP_ALIVE
  process.on('message', (asked) => {
    const { user, system } = process.cpuUsage()
    process.send?.(asked === 'guard' && stopwatch ? stopwatch.take() : user + system)
  })
  process.on('disconnect', () => process.exit())
  process.send?.((server.address() as AddressInfo).port)
}

/**
 * What every server has done that runs in earnest: it has asked another one something. After the first
 * connection that it makes itself, each `process.nextTick` of Node 20 takes longer for good, which comes to
 * some microseconds a request; and only some of the guards fetch their keys.
 */
async function askOnce({ issuer }: Trusted): Promise<void> {
  const answer = await fetch(`${issuer}/.well-known/openid-configuration`)
  await answer.arrayBuffer()
}
