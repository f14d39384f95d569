import { inflateSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  createTestClock,
  createTestIdentityProvider,
  createTestStatusList,
  type TestIdentityProvider,
  type TestStatusList,
} from '../src/index.js'

let provider: TestIdentityProvider
const clock = createTestClock()
const lists: TestStatusList[] = []

beforeAll(async () => {
  provider = await createTestIdentityProvider({ clock, algorithms: ['ES256'] })
})
afterAll(() => Promise.all([provider, ...lists].map((one) => one.close())))

async function statusList(
  options: Parameters<typeof createTestStatusList>[1] = {},
): Promise<TestStatusList> {
  const list = await createTestStatusList(provider, { clock, ...options })
  lists.push(list)
  return list
}

function partOf(token: string, segment: 0 | 1): Record<string, unknown> {
  const text = Buffer.from(token.split('.')[segment] ?? '', 'base64url').toString()
  return JSON.parse(text) as Record<string, unknown>
}

function bytesOf(token: string): Buffer {
  const { lst } = partOf(token, 1)['status_list'] as { lst: string }
  return inflateSync(Buffer.from(lst, 'base64url'))
}

describe('a test status list', () => {
  it('serves what was set, signed anew each time', async () => {
    const list = await statusList({ bits: 2, size: 16 })
    list.set(1, 2)
    list.set(15, 3)
    list.set(15, 1)
    const response = await fetch(list.uri)
    expect(response.headers.get('content-type')).toBe('application/statuslist+jwt')
    const token = await response.text()
    expect(partOf(token, 0)).toEqual({ typ: 'statuslist+jwt', alg: 'ES256', kid: 'es1' })
    const now = clock.now()
    expect(partOf(token, 1)).toMatchObject({ sub: list.uri, iat: now, exp: now + 3600, ttl: 300 })
    expect(bytesOf(token).toString('hex')).toBe('08000040')
    clock.advance(5)
    expect(partOf(await (await fetch(list.uri)).text(), 1)['iat']).toBe(now + 5)
  })

  it('has no status that does not fit', async () => {
    const list = await statusList({ size: 8 })
    expect(() => list.set(0, 2)).toThrow('has no status 2 at 0')
    expect(() => list.set(8, 1)).toThrow('has no status 1 at 8')
    expect(() => list.set(-1, 1)).toThrow(TypeError)
    expect(() => list.set(0, 0.5)).toThrow(TypeError)
  })

  it('publishes something else, goes wrong, and heals', async () => {
    const list = await statusList({ ttl: undefined, lifetime: undefined })
    expect(Object.keys(partOf(list.token(), 1))).toEqual(['sub', 'iat', 'status_list'])
    expect(partOf(list.token({ claims: { sub: 'x', iat: undefined } }), 1)).toMatchObject({
      sub: 'x',
    })
    list.publish('text')
    expect(await (await fetch(list.uri)).text()).toBe('text')
    list.fault({ status: 404 })
    list.caching({ headers: { 'Cache-Control': 'no-store' } })
    expect((await fetch(list.uri)).status).toBe(404)
    list.fault(undefined)
    expect((await fetch(list.uri)).headers.get('cache-control')).toBe('no-store')
    expect((await fetch(`${list.uri}/x`)).status).toBe(404)
    expect(list.requests.map(({ method, url }) => `${method} ${url}`)).toHaveLength(4)
    await list.stop()
    await expect(fetch(list.uri)).rejects.toThrow('fetch failed')
    await list.start()
    expect((await fetch(list.uri)).status).toBe(200)
  })
})
