import { once } from 'node:events'
import { connect, type AddressInfo, type Server, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import { createPace, type PaceOptions } from '../../src/connect/pace.js'
import type { OpenConnection } from '../../src/connect/open-connection-type.js'
import type { Route } from '../../src/endpoint.js'
import type { Survey, VersionSurvey } from '../../src/survey/survey.js'
import { surveyRoute } from '../../src/survey/survey-endpoint.js'
import type { TlsVersion } from '../../src/tls-version.js'

/** Listens on a free port of loopback until the test has finished, and ends all its connections. */
export async function listen(server: Server): Promise<number> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    // Surveys hang up.
    socket.on('error', () => undefined)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(async () => {
    server.close()
    for (const socket of sockets) socket.destroy()
    await once(server, 'close')
  })
  return (server.address() as AddressInfo).port
}

function routeTo(port: number, host = 'localhost'): Route {
  return { endpoint: { host, port, protocol: 'tls', path: '/' }, address: '127.0.0.1' }
}

export const openPlain: OpenConnection = async ({ endpoint, address }, signal) => {
  const socket = connect({ host: address, port: endpoint.port, signal })
  socket.on('error', () => undefined)
  await once(socket, 'connect', { signal })
  return socket
}

export interface Surveyed extends Survey {
  readonly connections: number
  of(version: TlsVersion): VersionSurvey
  /** Names of suites that were accepted. */
  suites(version: TlsVersion): readonly string[]
  /** Names of groups with this outcome. */
  groupsThatAre(outcome: string): readonly string[]
}

export async function survey(
  port: number,
  pace: Partial<PaceOptions> = {},
  { open = openPlain, samples = 3 }: { open?: OpenConnection; samples?: number } = {},
): Promise<Surveyed> {
  let connections = 0
  const found = await surveyRoute(routeTo(port), {
    pace: createPace({
      signal: new AbortController().signal,
      timeout: 10,
      connections: 2,
      pause: 0,
      maxConnections: 400,
      ...pace,
    }),
    async open(route, signal) {
      connections += 1
      return open(route, signal)
    },
    samples,
  })
  const of = (version: TlsVersion): VersionSurvey => {
    const one = found.versions.find((survey) => survey.version === version)
    if (!one) throw new Error(`${version} was not asked for`)
    return one
  }
  return {
    ...found,
    connections,
    of,
    suites: (version) => of(version).suites.map(({ name }) => name),
    groupsThatAre: (outcome) =>
      found.groups.filter((group) => group.outcome === outcome).map(({ group }) => group.name),
  }
}
