import { EventEmitter } from 'node:events'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { authenticateRequest, observeUsage, type UsageDetails } from '../src/adapter.js'
import { refusal } from '../src/errors.js'
import { CHANNELS, type UsageMessage } from '../src/index.js'
import { authenticated } from './support/authenticated.js'
import { recordChannel, type RecordedChannel } from './support/recorded-channel.js'
import { tokenRequest } from './support/token-request.js'

class FakeResponse extends EventEmitter {
  statusCode = 200
  headersSent = true
  destroyed = false

  end(status: number): void {
    this.statusCode = status
    this.emit('close')
  }
}

// Of these claims a schema has left nothing.
const auth = authenticated({ grant_id: 'g1', approval_id: 'a1' }, ['read'])
const request = tokenRequest({ method: 'POST', url: '/orders/5?access_token=x' })
const nobody = {
  issuer: undefined,
  subject: undefined,
  clientId: undefined,
  tokenId: undefined,
  grantId: undefined,
  approvalId: undefined,
  scheme: undefined,
  kind: undefined,
  binding: undefined,
}
const somebody = {
  issuer: 'https://id.example',
  subject: 'u1',
  clientId: 'c1',
  tokenId: undefined,
  grantId: 'g1',
  approvalId: 'a1',
  scheme: 'Bearer',
  kind: 'jwt',
  binding: 'none',
}
const unknownClient = {
  duration: expect.any(Number),
  remoteAddress: undefined,
  userAgent: undefined,
  tls: undefined,
}
const at =
  (route: string | undefined): (() => UsageDetails) =>
  () => ({ route })

let usage: RecordedChannel<UsageMessage>
let response: FakeResponse

beforeEach(() => {
  usage = recordChannel(CHANNELS.usage)
  response = new FakeResponse()
})
afterEach(() => usage.close())

describe('observeUsage', () => {
  it('publishes when the answer has ended, and not before', () => {
    observeUsage(response, request, auth, at('/orders/:id'))
    expect(usage.messages).toEqual([])
    response.end(201)
    expect(usage.messages).toEqual([
      {
        decision: 'accepted',
        reason: undefined,
        method: 'POST',
        route: '/orders/:id',
        status: 201,
        ...somebody,
        ...unknownClient,
      },
    ])
  })

  it('tells of a refusal', () => {
    observeUsage(response, request, refusal('token_expired', {}), at(undefined))
    response.end(401)
    expect(usage.messages).toEqual([
      {
        decision: 'refused',
        reason: 'token_expired',
        method: 'POST',
        route: undefined,
        status: 401,
        ...nobody,
        ...unknownClient,
      },
    ])
  })

  it('tells of a request that needed nobody', () => {
    observeUsage(response, request, undefined, at('/open'))
    response.end(200)
    expect(usage.messages).toMatchObject([{ decision: 'anonymous', reason: undefined, ...nobody }])
  })

  it('tells once for each answer: who it was, and why not', () => {
    observeUsage(response, request, auth, at(undefined))
    observeUsage(response, request, refusal('insufficient_scope', {}), at('/admin'))
    response.end(403)
    expect(usage.messages).toMatchObject([
      { decision: 'refused', reason: 'insufficient_scope', status: 403, ...somebody },
    ])
  })

  it('forgets neither who it was nor a refusal when somebody looks again', () => {
    observeUsage(response, request, auth, at('/a'))
    observeUsage(response, request, refusal('policy_denied', {}), at('/a'))
    observeUsage(response, request, undefined, at('/a'))
    response.end(403)
    expect(usage.messages).toMatchObject([{ decision: 'refused', subject: 'u1' }])
  })

  it('takes the route of whoever knew it last', () => {
    observeUsage(response, request, auth, at('/orders'))
    observeUsage(response, request, auth, at('/orders/:id'))
    observeUsage(response, request, auth, at(undefined))
    response.end(200)
    expect(usage.messages).toMatchObject([{ route: '/orders/:id' }])
  })

  it('asks for the route once the answer has ended: routers run in between', () => {
    const details = vi.fn<() => UsageDetails>(() => ({ route: '/orders' }))
    observeUsage(response, request, auth, details)
    expect(details).not.toHaveBeenCalled()
    response.end(200)
    expect(details).toHaveBeenCalledOnce()
  })

  it('survives an adapter that cannot tell the route', () => {
    observeUsage(response, request, auth, () => expect.unreachable('a router that is gone'))
    expect(() => response.end(200)).not.toThrow()
    expect(usage.messages).toMatchObject([{ route: undefined, decision: 'accepted' }])
  })

  it('keeps answers apart', () => {
    const other = new FakeResponse()
    observeUsage(response, request, auth, at('/a'))
    observeUsage(other, request, undefined, at('/b'))
    other.end(200)
    response.end(200)
    expect(usage.messages.map(({ route, decision }) => [route, decision])).toEqual([
      ['/b', 'anonymous'],
      ['/a', 'accepted'],
    ])
  })

  it('tells of an answer whose client is gone already', async () => {
    response.destroyed = true
    const told = usage.next()
    observeUsage(response, request, auth, at('/a'))
    expect(await told).toMatchObject({ decision: 'accepted', status: 499, ...somebody })
  })

  it('tells no status that nobody was sent', () => {
    response.headersSent = false
    observeUsage(response, request, auth, at('/a'))
    response.end(200)
    expect(usage.messages).toMatchObject([{ decision: 'accepted', status: 499, ...somebody }])
  })

  it('tells of a refusal that the application has answered with something else', () => {
    observeUsage(response, request, refusal('token_expired', {}), at('/a'))
    response.end(302)
    expect(usage.messages).toMatchObject([{ decision: 'refused', status: 302, ...nobody }])
  })

  it('tells of who was accepted after all, where the application has got over a refusal', () => {
    observeUsage(response, request, refusal('wrong_audience', {}), at('/a'))
    observeUsage(response, request, auth, at('/a'))
    response.end(200)
    expect(usage.messages).toMatchObject([
      { decision: 'accepted', reason: undefined, status: 200, ...somebody },
    ])
  })

  it('tells of a refusal that was answered, though its page was for somebody', () => {
    observeUsage(response, request, refusal('policy_denied', {}), at('/a'))
    observeUsage(response, request, auth, at('/a'))
    response.end(403)
    expect(usage.messages).toMatchObject([{ decision: 'refused', reason: 'policy_denied' }])
  })

  it('knows no grant of what only looks like an Authentication, and goes on', () => {
    const likenesses = [{ ...auth }, Object.create(auth) as typeof auth]
    for (const likeness of likenesses) {
      const other = new FakeResponse()
      observeUsage(other, request, likeness, at('/a'))
      expect(() => other.end(200)).not.toThrow()
    }
    const grants = usage.messages.map(({ subject, grantId }) => [subject, grantId])
    expect(grants).toEqual([
      ['u1', undefined],
      ['u1', undefined],
    ])
  })

  it('says how long it took, from before the token was verified', async () => {
    const clock = vi.spyOn(performance, 'now')
    try {
      clock.mockReturnValue(1_000)
      const verifyRequest = async (): Promise<typeof auth> => {
        clock.mockReturnValue(1_250)
        return auth
      }
      const pending = authenticateRequest({ verifyRequest } as never, request)
      clock.mockReturnValue(1_500)
      await pending
      observeUsage(response, request, auth, at('/a'))
      clock.mockReturnValue(1_750)
      response.end(200)
      expect(usage.messages).toMatchObject([{ duration: 500 }])
    } finally {
      clock.mockRestore()
    }
  })

  it('holds neither the token nor the path', () => {
    observeUsage(response, request, auth, at('/orders/:id'))
    response.end(200)
    const text = JSON.stringify(usage.messages)
    expect(text).not.toContain(auth.token)
    expect(text).not.toContain('access_token')
  })

  it('costs nothing where nobody listens', () => {
    usage.close()
    observeUsage(response, request, auth, at('/a'))
    expect(response.listenerCount('close')).toBe(0)
  })
})
