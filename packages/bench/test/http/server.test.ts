import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bearerRequest } from '../../src/http/bearer-requests.js'
import { PLATFORMS } from '../../src/http/guards.js'
import { ORDERS } from '../../src/http/routes.js'
import { sendAll } from '../../src/http/send-all.js'
import { connectTimes, startServer } from '../../src/http/server.js'
import { takeTurn } from '../../src/http/take-turn.js'
import { createTokenSource, type TokenSource } from '../../src/http/token-source.js'

let source: TokenSource

beforeAll(async () => {
  source = await createTokenSource()
})
afterAll(() => source.close())

describe('a server in a process of its own', () => {
  it.each(PLATFORMS)('serves on %s, and says what it has used', async (platform) => {
    const server = await startServer(platform, 'ours', source.trusted('distinct'))
    const requests = (await source.tokens(20)).map(bearerRequest)
    const turn = await takeTurn(server, await connectTimes(4, server), requests)
    expect(turn.cpu).toBeGreaterThan(0)
    expect(turn.throughput).toBeGreaterThan(0)
    await server.close()
  })

  it.each(PLATFORMS)(
    'says on %s how long a request takes to come through its guard',
    async (platform) => {
      const server = await startServer(platform, 'ours', source.trusted('distinct'), true)
      const requests = (await source.tokens(20)).map(bearerRequest)
      await sendAll(await connectTimes(4, server), requests, ORDERS)
      const [time, { cpu }] = [
        await server.guardTime(),
        await takeTurn(server, await connectTimes(1, server), requests),
      ]
      expect(time).toBeGreaterThan(0)
      expect(cpu).toBeGreaterThan(0)
      await server.close()
    },
  )

  it('says nothing of a guard that is not timed', async () => {
    const server = await startServer('koa', 'ours', source.trusted('hot'))
    await expect(server.guardTime()).rejects.toThrow('is not timed')
    await server.close()
  })

  it('has to serve: there is no figure of refusals', async () => {
    const server = await startServer('koa', 'ours', source.trusted('distinct'))
    const requests = [bearerRequest('forged')]
    const turn = takeTurn(server, await connectTimes(1, server), requests)
    await expect(turn).rejects.toThrow('a good request was answered 401')
    await server.close()
  })

  it('has to be there', async () => {
    const server = await startServer('koa', 'bare', source.trusted('hot'))
    const connections = await connectTimes(2, server)
    await server.close()
    const sent = sendAll(connections, [bearerRequest('any')], ORDERS)
    await expect(sent).rejects.toThrow('closed the connection')
    await expect(server.connect()).rejects.toThrow('ECONNREFUSED')
    await expect(server.cpu()).rejects.toThrow('Channel closed')
  })

  it('fails in the middle of its turn if it dies', async () => {
    const server = await startServer('koa', 'bare', source.trusted('hot'))
    const requests = Array.from({ length: 50_000 }, () => bearerRequest('any'))
    const sent = sendAll(await connectTimes(2, server), requests, ORDERS)
    const [outcome] = await Promise.allSettled([sent, server.close()])
    expect(outcome).toMatchObject({ status: 'rejected' })
    await expect(sent).rejects.toThrow(/closed the connection|ECONNRESET|EPIPE/)
  })
})
