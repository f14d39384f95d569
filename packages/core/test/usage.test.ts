import { EventEmitter } from 'node:events'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { observeUsage, type UsageDetails } from '../src/adapter.js'
import { refusal } from '../src/errors.js'
import { CHANNELS, type UsageMessage } from '../src/index.js'
import { authenticated } from './support/authenticated.js'
import { recordChannel, type RecordedChannel } from './support/recorded-channel.js'
import { tokenRequest } from './support/token-request.js'

class FakeResponse extends EventEmitter {
  statusCode = 200
  destroyed = false

  end(status: number): void {
    this.statusCode = status
    this.emit('close')
  }
}

const auth = authenticated({ jti: 'j1' }, ['read'])
const request = tokenRequest({ method: 'POST', url: '/orders/5?access_token=x' })
const nobody = {
  issuer: undefined,
  subject: undefined,
  clientId: undefined,
  tokenId: undefined,
  scheme: undefined,
}
const somebody = {
  issuer: 'https://id.example',
  subject: 'u1',
  clientId: 'c1',
  tokenId: undefined,
  scheme: 'Bearer',
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
    expect(await told).toMatchObject({ decision: 'accepted', ...somebody })
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
