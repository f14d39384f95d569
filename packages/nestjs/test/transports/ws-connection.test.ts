import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import {
  DependencyError,
  memoryRevocationList,
  type RefusedMessage,
  type RevocableToken,
} from '@countersign/core'
import { createTestClock } from '@countersign/testing'
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { connectionTimers } from '../../src/transports/connection-timers.js'
import { bearer, startProvider } from '../provider.js'
import { serveGateways } from './gateway-app.js'
import { type Said, sockets } from './sockets.js'

const clock = createTestClock()
const revoked = memoryRevocationList({ clock })
let isDown = false
const revocation = {
  revoke: revoked.revoke.bind(revoked),
  isRevoked(token: RevocableToken): boolean | Promise<boolean> {
    if (isDown) throw new DependencyError('The list is down')
    return revoked.isRevoked(token)
  },
}
const { provider, verifier } = await startProvider({ clock, revocation })

const iat = (): number => clock.now()
const token = (lifetime: number, claims = {}): Promise<string> =>
  provider.token({ iat: iat(), exp: iat() + lifetime, ...claims })

@WebSocketGateway()
class Chat {
  @SubscribeMessage('who')
  who(): Said {
    return { event: 'reply', data: 'in' }
  }
}

interface Timer {
  readonly wait: number
  readonly run: () => void
}

const waiting: Timer[] = []

beforeEach(() => {
  isDown = false
  waiting.length = 0
  vi.spyOn(connectionTimers, 'set').mockImplementation((run, wait) => {
    const timer = { run, wait }
    waiting.push(timer)
    return timer as never
  })
  vi.spyOn(connectionTimers, 'clear').mockImplementation((timer) => {
    const at = waiting.indexOf(timer as never)
    if (at >= 0) waiting.splice(at, 1)
  })
})
afterEach(() => void vi.restoreAllMocks())

/** Lets the time of the next timer come. */
function pass(): void {
  const timer = waiting.shift()
  if (!timer) throw new Error('there is no timer')
  clock.advance(timer.wait / 1000)
  timer.run()
}

describe.each(sockets)('a connection on $name', (kind) => {
  const { connect, name } = kind
  const serve = (recheck?: number): Promise<string> =>
    serveGateways(kind, verifier, [Chat], recheck === undefined ? {} : { recheck })

  it('is closed when its token expires', async () => {
    const client = await connect(await serve(), { headers: bearer(await token(20)) })
    expect(await client.ask('who')).toMatchObject({ data: 'in' })
    // With the tolerance of five seconds, and by one timer.
    expect(waiting).toMatchObject([{ wait: 25_000 }])
    pass()
    expect(await client.next()).toMatchObject({
      event: 'exception',
      data: { code: 'invalid_token', statusCode: 401 },
    })
    expect(await client.closed).toBe(name === 'ws' ? 1008 : undefined)
    expect(waiting).toEqual([])
  })

  it('waits for a far expiry in steps', async () => {
    const days = 86_400 * 3
    const client = await connect(await serve(86_400), { headers: bearer(await token(days)) })
    for (let day = 0; day < 3; day++) {
      await expect.poll(() => waiting).toMatchObject([{ wait: 86_400_000 }])
      pass()
    }
    await expect.poll(() => waiting).toMatchObject([{ wait: 5000 }])
    pass()
    await client.closed
  })

  it('is closed soon after its token was withdrawn, also where nothing is sent', async () => {
    const client = await connect(await serve(), {
      headers: bearer(await token(300, { jti: 'j1' })),
    })
    await expect.poll(() => waiting).toMatchObject([{ wait: 60_000 }])
    revoked.revoke({ issuer: provider.issuer, tokenId: 'j1', expiresAt: iat() + 300 })
    pass()
    await client.closed
    expect(waiting).toEqual([])
  })

  it('is closed by the first message after that, and what was refused is told', async () => {
    const messages: RefusedMessage[] = []
    const listen = (message: unknown): void => void messages.push(message as RefusedMessage)
    subscribe('countersign:refused', listen)
    onTestFinished(() => void unsubscribe('countersign:refused', listen))
    const client = await connect(await serve(), {
      headers: bearer(await token(300, { jti: 'j2' })),
    })
    revoked.revoke({ issuer: provider.issuer, tokenId: 'j2', expiresAt: iat() + 300 })
    expect(await client.ask('who')).toMatchObject({ data: { code: 'invalid_token' } })
    await client.closed
    expect(messages).toMatchObject([{ reason: 'revoked_token', identity: { tokenId: 'j2' } }])
  })

  it('goes on while nobody can tell, and is closed at the expiry all the same', async () => {
    const client = await connect(await serve(30), { headers: bearer(await token(40)) })
    isDown = true
    const refused = await client.ask('who')
    expect(refused).toMatchObject({
      event: 'exception',
      data: { statusCode: 503, message: 'Service Unavailable', headers: { 'Retry-After': '1' } },
    })
    expect(refused.data).not.toHaveProperty('code')
    pass()
    await expect.poll(() => waiting).toMatchObject([{ wait: 15_000 }])
    isDown = false
    expect(await client.ask('who')).toMatchObject({ data: 'in' })
    isDown = true
    pass()
    await client.closed
  })

  it('leaves no timer behind when its client goes', async () => {
    const client = await connect(await serve(), { headers: bearer(await token(300)) })
    await expect.poll(() => waiting).toHaveLength(1)
    client.close()
    await expect.poll(() => waiting).toHaveLength(0)
  })
})
