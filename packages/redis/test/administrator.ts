import { Redis } from 'ioredis'
import { vi } from 'vitest'

/** A connection for what the tests do to a server, and look at in it. */
export function administrator(port: number): Redis {
  const admin = new Redis(port, '127.0.0.1', { retryStrategy: () => 20 })
  // It would be thrown otherwise, and servers go away here.
  admin.on('error', () => undefined)
  return admin
}

/** Comes back once something is so. */
export async function untilItIs(so: () => Promise<boolean>): Promise<void> {
  await vi.waitUntil(async () => so().catch(() => false), { timeout: 20_000, interval: 25 })
}
