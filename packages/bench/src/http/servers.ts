import type { Server } from './server.js'

/** Starts servers side by side, by name. If one of them does not start, none stays. */
export async function startServers<Name extends string>(
  names: readonly Name[],
  start: (name: Name) => Promise<Server>,
): Promise<Readonly<Record<Name, Server>>> {
  const started = await Promise.allSettled(names.map(start))
  const servers: Server[] = []
  const failures: unknown[] = []
  for (const result of started) {
    if (result.status === 'fulfilled') servers.push(result.value)
    else failures.push(result.reason)
  }
  if (failures.length > 0) {
    await closeServers(servers)
    throw failures[0]
  }
  return Object.fromEntries(names.map((name, at) => [name, servers[at]])) as Record<Name, Server>
}

export async function closeServers(servers: Iterable<Server>): Promise<void> {
  await Promise.all(Array.from(servers, (server) => server.close()))
}
