import { describe, expect, it } from 'vitest'
import type { Server } from '../../src/http/server.js'
import { closeServers, startServers } from '../../src/http/servers.js'

/** A server that notes its name when it is closed. */
function serverCalled(name: string, closed: string[]): Server {
  return {
    connect: () => Promise.reject(new Error('nothing to connect to')),
    cpu: async () => 0,
    guardTime: async () => 0,
    async close(): Promise<void> {
      closed.push(name)
    },
  }
}

describe('servers', () => {
  it('are there by name, and are closed together', async () => {
    const closed: string[] = []
    const servers = await startServers(['a', 'b'], async (name) => serverCalled(name, closed))
    expect(Object.keys(servers)).toEqual(['a', 'b'])
    await closeServers(Object.values(servers))
    expect(closed).toEqual(['a', 'b'])
  })

  it('do not stay where one of them does not start', async () => {
    const closed: string[] = []
    const started = startServers(['a', 'broken', 'b'], async (name) => {
      if (name === 'broken') throw new Error('no port is free')
      return serverCalled(name, closed)
    })
    await expect(started).rejects.toThrow('no port is free')
    expect(closed).toEqual(['a', 'b'])
  })
})
