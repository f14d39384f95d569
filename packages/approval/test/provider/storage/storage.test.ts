import { DependencyError } from '@countersign/core'
import { errors, type AdapterPayload } from 'oidc-provider'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { memoryApprovalState, type ApprovalState } from '../../../src/index.js'
import { providerStorage } from '../../../src/provider/storage/provider-storage.js'
import { uniqueOnce } from '../../../src/provider/storage/unique-once.js'
import { startWorld } from './world.js'

const findClient = async () => undefined

/** A state that tells which keys, sets and members it was given. */
function watched(): { readonly state: ApprovalState; readonly seen: string[] } {
  const good = memoryApprovalState()
  const seen: string[] = []
  const see = <T>(keys: readonly string[], work: Promise<T>): Promise<T> => {
    seen.push(...keys)
    return work
  }
  return {
    seen,
    state: {
      get: async (keys) => see(keys, good.get(keys)),
      set: async (key, value, ttl) => see([key], good.set(key, value, ttl)),
      add: async (key, value, ttl) => see([key], good.add(key, value, ttl)),
      take: async (key) => see([key], good.take(key)),
      remove: async (keys) => see(keys, good.remove(keys)),
      count: async (key, ttl) => see([key], good.count(key, ttl)),
      link: async (set, member, ttl) => see([set, member], good.link(set, member, ttl)),
      linked: async (set) => see([set], good.linked(set)),
    },
  }
}

/** A state that cannot be asked. */
function away(): ApprovalState {
  return {
    get: fail,
    set: fail,
    add: fail,
    take: fail,
    remove: fail,
    count: fail,
    link: fail,
    linked: fail,
  }
}

async function fail(): Promise<never> {
  throw new DependencyError('The approval state is unavailable')
}

const UNAVAILABLE = { error: 'temporarily_unavailable', status: 503, statusCode: 503, expose: true }
const until = (seconds: number): number => Math.floor(Date.now() / 1000) + seconds

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }))
afterEach(() => void vi.useRealTimers())
const pass = (seconds: number): void => void vi.setSystemTime(Date.now() + seconds * 1000)

describe('providerStorage', () => {
  it('shows no id in a key', async () => {
    const { state, seen } = watched()
    const storage = providerStorage(state, { findClient })('RefreshToken')
    const payload = { jti: 'secret-id', grantId: 'secret-grant', uid: 'secret-uid', exp: until(60) }
    await storage.upsert('secret-id', payload, 60)
    await storage.find('secret-id')
    await storage.consume('secret-id')
    await storage.findByUid('secret-uid')
    await storage.revokeByGrantId('secret-grant')
    await storage.destroy('secret-id')
    await uniqueOnce(state)('secret-client', 'secret-jti', until(60))
    expect(seen.length).toBeGreaterThan(10)
    expect(seen.filter((key) => key.includes('secret'))).toEqual([])
  })

  it('keeps models apart', async () => {
    const storage = providerStorage(memoryApprovalState(), { findClient })
    await storage('Grant').upsert('id', { accountId: 'ada' }, 60)
    expect(await storage('AccessToken').find('id')).toBeUndefined()
    await storage('AccessToken').upsert('id', { grantId: 'g' }, 60)
    await storage('RefreshToken').upsert('id', { grantId: 'g' }, 60)
    await storage('AccessToken').revokeByGrantId('g')
    expect(await storage('AccessToken').find('id')).toBeUndefined()
    expect(await storage('RefreshToken').find('id')).toEqual({ grantId: 'g' })
  })

  it('finds a session by its uid, under the newest of its ids', async () => {
    const sessions = providerStorage(memoryApprovalState(), { findClient })('Session')
    await sessions.upsert('old', { uid: 'uid', jti: 'old' }, 60)
    await sessions.destroy('old')
    expect(await sessions.findByUid('uid')).toBeUndefined()
    await sessions.upsert('new', { uid: 'uid', jti: 'new' }, 60)
    expect(await sessions.findByUid('uid')).toEqual({ uid: 'uid', jti: 'new' })
    expect(await sessions.findByUid('other')).toBeUndefined()
  })

  it('knows no user codes', async () => {
    const codes = providerStorage(memoryApprovalState(), { findClient })('DeviceCode')
    await codes.upsert('id', { userCode: 'ABCD' }, 60)
    expect(await codes.findByUserCode('ABCD')).toBeUndefined()
  })

  it('lets one of twenty use what can be used once, and nobody what is gone', async () => {
    const storage = providerStorage(memoryApprovalState(), { findClient })
    const requests = storage('PushedAuthorizationRequest')
    await requests.upsert('id', { jti: 'id', exp: until(60) }, 60)
    const uses = await Promise.allSettled(
      Array.from({ length: 20 }, async () => requests.consume('id')),
    )
    expect(uses.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const reasons = uses.flatMap((use) => (use.status === 'rejected' ? [use.reason] : []))
    expect(reasons.filter((one) => one instanceof errors.InvalidGrant)).toHaveLength(19)
    expect(await requests.find('id')).toMatchObject({ consumed: until(0) })
    await expect(requests.consume('other')).rejects.toBeInstanceOf(errors.InvalidGrant)
  })

  it('knows what was used for what it is, until it ends, and when it comes back', async () => {
    const tokens = providerStorage(memoryApprovalState(), { findClient })('RefreshToken')
    const payload = { jti: 'id', grantId: 'g', exp: until(600) }
    await tokens.upsert('id', payload, 600)
    await tokens.consume('id')
    await tokens.upsert('id', payload, 600)
    expect(await tokens.find('id')).toMatchObject({ consumed: expect.any(Number) })
    await tokens.destroy('id')
    expect(await tokens.find('id')).toBeUndefined()
    await tokens.upsert('id', payload, 600)
    pass(599)
    await expect(tokens.consume('id')).rejects.toBeInstanceOf(errors.InvalidGrant)
    pass(1)
    expect(await tokens.find('id')).toBeUndefined()
  })

  it('ends the grant of a refresh token that two use at the same time', async () => {
    const storage = providerStorage(memoryApprovalState(), { findClient })
    await storage('Grant').upsert('g', { accountId: 'ada' }, 600)
    await storage('RefreshToken').upsert('id', { grantId: 'g', exp: until(600) }, 600)
    await storage('RefreshToken').consume('id')
    expect(await storage('Grant').find('g')).toBeDefined()
    await expect(storage('RefreshToken').consume('id')).rejects.toThrow('invalid_grant')
    expect(await storage('Grant').find('g')).toBeUndefined()
  })

  it.each([0, -1, -600])('keeps for a moment what is saved %i seconds late', async (ttl) => {
    const grants = providerStorage(memoryApprovalState(), { findClient })('Grant')
    await grants.upsert('id', { exp: until(ttl) }, ttl)
    expect(await grants.find('id')).toEqual({ exp: until(ttl) })
    pass(1)
    expect(await grants.find('id')).toBeUndefined()
  })

  it.each([undefined, Number.NaN, Number.POSITIVE_INFINITY])(
    'keeps nothing for %s',
    async (ttl) => {
      const tokens = providerStorage(memoryApprovalState(), { findClient })('InitialAccessToken')
      await expect(tokens.upsert('id', {}, ttl)).rejects.toThrow(TypeError)
      expect(await tokens.find('id')).toBeUndefined()
    },
  )

  it('says to the client that its request is too large', async () => {
    const requests = providerStorage(memoryApprovalState(), { findClient })('Interaction')
    const payload = { params: { scope: 'x'.repeat(262_144) } } as AdapterPayload
    const saving = requests.upsert('id', payload, 60)
    await expect(saving).rejects.toMatchObject({ error: 'invalid_request', status: 413 })
  })

  it('asks for clients each time, and keeps none', async () => {
    const { state, seen } = watched()
    const asked: string[] = []
    const storage = providerStorage(state, {
      findClient: async (id) => {
        asked.push(id)
        return id === 'known' ? { client_id: id } : undefined
      },
    })
    const clients = storage('Client')
    expect(await clients.find('known')).toEqual({ client_id: 'known' })
    expect(await clients.find('known')).toEqual({ client_id: 'known' })
    expect(await clients.find('unknown')).toBeUndefined()
    expect(asked).toEqual(['known', 'known', 'unknown'])
    await expect(clients.upsert('known', {}, 60)).rejects.toThrow('registered elsewhere')
    await expect(clients.destroy('known')).rejects.toThrow('registered elsewhere')
    expect(seen).toEqual([])
  })

  it('says that it is our own failure, whatever fails, and nothing of what it was', async () => {
    const storage = providerStorage(away(), {
      findClient: async () => {
        throw new Error('password of the register')
      },
    })
    const requests = storage('BackchannelAuthenticationRequest')
    const calls = [
      requests.upsert('id', { grantId: 'g' }, 60),
      requests.find('id'),
      requests.findByUid('uid'),
      requests.consume('id'),
      requests.destroy('id'),
      requests.revokeByGrantId('g'),
      storage('Client').find('id'),
      uniqueOnce(away())('client', 'jti', until(60)),
    ]
    for (const call of await Promise.allSettled(calls)) {
      expect(call).toMatchObject({ status: 'rejected', reason: UNAVAILABLE })
      const { error_description: told, error_detail: detail } = (call as PromiseRejectedResult)
        .reason as errors.OIDCProviderError
      expect([told, detail].join(' ')).not.toContain('password')
    }
  })

  it('answers 503 to a client while the state, or the register, is away', async () => {
    const unavailable = { status: 503, body: { error: 'temporarily_unavailable' } }
    const withoutState = await startWorld([away()])
    expect(await withoutState.poll('some-request')).toMatchObject(unavailable)
    const withoutRegister = await startWorld([memoryApprovalState()], {
      findClient: async () => {
        throw new Error('the register is away')
      },
    })
    expect(await withoutRegister.poll('some-request')).toMatchObject(unavailable)
  })
})

describe('uniqueOnce', () => {
  it('takes a name once of each client, for as long as a proof can be good', async () => {
    const unique = uniqueOnce(memoryApprovalState())
    expect(await unique('client', 'jti', until(300))).toBe(true)
    expect(await unique('client', 'jti', until(300))).toBe(false)
    expect(await unique('clientj', 'ti', until(300))).toBe(true)
    // One that was dated five minutes ahead.
    pass(601)
    expect(await unique('client', 'jti', until(300))).toBe(false)
    pass(10)
    expect(await unique('client', 'jti', until(300))).toBe(true)
  })

  it.each<[string, unknown[]]>([
    ['no name', ['client', '', 60]],
    ['a name that is none', ['client', 7, 60]],
    ['a name that is an object', ['client', {}, 60]],
    ['nobody who says it', [undefined, 'jti', 60]],
    ['no end', ['client', 'jti', Number.NaN]],
    ['an end that never comes', ['client', 'jti', Number.POSITIVE_INFINITY]],
    ['an end that is too far away', ['client', 'jti', 3_662]],
  ])('refuses %s', async (_name, [iss, jti, seconds]) => {
    const unique = uniqueOnce(memoryApprovalState())
    expect(await unique(iss as string, jti as string, until(Number(seconds)))).toBe(false)
  })

  it('takes what has just ended, and still but once', async () => {
    const unique = uniqueOnce(memoryApprovalState())
    expect(await unique('client', 'jti', until(-5))).toBe(true)
    expect(await unique('client', 'jti', until(-5))).toBe(false)
  })
})
