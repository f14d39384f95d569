import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'

const given = new Set<number>()

/**
 * A port that nobody has, with the one that a cluster's bus takes, 10 000 above it. Both below those
 * that connections get from the system: one of them could take it while a server is away.
 */
export async function freePort(): Promise<number> {
  const port = 10_000 + randomInt(10_000)
  if (given.has(port)) return freePort()
  given.add(port)
  return (await isFree(port)) && (await isFree(port + 10_000)) ? port : freePort()
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer()
  try {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    server.close()
    await once(server, 'close')
    return true
  } catch {
    return false
  }
}
