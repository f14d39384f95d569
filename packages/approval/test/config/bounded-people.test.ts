import { afterEach, describe, expect, it, vi } from 'vitest'
import type { ApprovalClient } from '../../src/client.js'
import { boundedPeople } from '../../src/config/bounded-people.js'
import type { People } from '../../src/person.js'

const CLIENT: ApprovalClient = {
  clientId: 'shop',
  name: 'Shop',
  authentication: { method: 'tls', subjectDn: 'CN=shop' },
  scopes: ['read'],
}
const ADA = { subject: 'ada' }

afterEach(() => void vi.useRealTimers())

describe('people who are asked for a bounded time', () => {
  it('are those that the application knows, said at once or later', async () => {
    const bounded = boundedPeople({ find: () => ADA, get: async () => ADA })
    expect(await bounded.find('ada', CLIENT)).toBe(ADA)
    expect(await bounded.get('ada')).toBe(ADA)
    expect('findByToken' in bounded).toBe(false)
  })

  it('keep the methods that the application has, on its own object', async () => {
    class Users implements People {
      readonly #all = new Map([['ada', ADA]])
      find(hint: string) {
        return this.#all.get(hint)
      }
      get(subject: string) {
        return this.#all.get(subject)
      }
      findByToken() {
        return 'expired' as const
      }
    }
    const bounded = boundedPeople(new Users())
    expect(await bounded.find('ada', CLIENT)).toBe(ADA)
    expect(await bounded.findByToken?.('token', CLIENT)).toBe('expired')
  })

  it('are an error where nobody ever says who they are', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const never = new Promise<undefined>(() => undefined)
    const bounded = boundedPeople({ find: async () => never, get: async () => never })
    const answers = Promise.allSettled([bounded.find('ada', CLIENT), bounded.get('ada')])
    await vi.advanceTimersByTimeAsync(10_000)
    expect(await answers).toMatchObject([
      { reason: { message: 'people.find() did not answer within 10000 ms' } },
      { reason: { message: 'people.get() did not answer within 10000 ms' } },
    ])
  })

  it('leave no timer behind', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const bounded = boundedPeople({ find: () => ADA, get: async () => Promise.reject(new Error()) })
    await Promise.allSettled([bounded.find('ada', CLIENT), bounded.get('ada')])
    expect(vi.getTimerCount()).toBe(0)
  })
})
