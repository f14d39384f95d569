import { channel } from 'node:diagnostics_channel'
import { request } from 'node:http'
import type { UsageMessage, VerifiedMessage } from '@countersign/core'
import { createTestIdentityProvider } from '@countersign/testing'
import { afterEach, describe, expect, it } from 'vitest'
import type { Cardinality } from '../src/index.js'
import { type Listening, listening } from './support/listening.js'
import { AUDIENCE, createWorld, type World } from './support/world.js'

const HOSTILE = 40

let opened: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of opened) await one.close()
  opened = []
})

async function worldWith(cardinality?: Cardinality): Promise<World> {
  const world = await createWorld({ telemetry: cardinality ? { cardinality } : {} })
  opened.push(world)
  return world
}

function tellWith(cardinality?: Cardinality): Listening {
  const told = listening(cardinality ? { cardinality } : {})
  opened.push(told)
  return told
}

const use = (changes: Partial<UsageMessage>): void =>
  channel('countersign:usage').publish({
    decision: 'accepted',
    method: 'GET',
    status: 200,
    duration: 1,
    ...changes,
  })

const verified = (changes: Partial<VerifiedMessage>): void =>
  channel('countersign:verified').publish({
    issuer: 'https://id.example',
    clientId: 'c1',
    scheme: 'Bearer',
    kind: 'jwt',
    binding: 'none',
    duration: 1,
    ...changes,
  })

describe('an attacker', () => {
  it('makes no series by naming issuers and keys', async () => {
    const world = await worldWith({ issuer: 5, clientId: 5 })
    const attacker = await createTestIdentityProvider({ algorithms: ['ES256'] })
    opened.push(attacker)
    for (let at = 0; at < HOSTILE; at++) {
      const iss = at % 2 === 0 ? world.provider.issuer : `https://evil-${at}.example`
      const claims = { iss, client_id: `evil-${at}`, aud: AUDIENCE }
      const token = await attacker.token(claims, { header: { kid: `evil-${at}` }, key: 'es1' })
      expect((await world.call('/orders', token)).status).toBe(401)
    }
    const series = await world.series('countersign.verifications')
    expect(series.map(({ attributes }) => attributes)).toEqual(
      ['unknown_key', 'untrusted_issuer'].map((reason) => ({
        'countersign.outcome': 'refused',
        'countersign.reason': reason,
      })),
    )
  })

  it('makes no series by methods, paths, and what comes with a request', async () => {
    const world = await worldWith()
    const token = await world.provider.token()
    for (let at = 0; at < HOSTILE; at++) {
      await world.send(
        `/orders/${at}?secret=${at}`,
        { Authorization: `Bearer ${token}`, 'User-Agent': `evil-${at}` },
        'GET',
      )
    }
    const methods = ['PROPFIND', 'PURGE', 'MKCOL', 'SEARCH']
    for (const method of methods) await raw(`${world.url}/any/${method}`, method, token)
    await expect.poll(() => world.total('countersign.usage.duration')).toBe(HOSTILE + 4)
    const series = await world.series('countersign.usage.duration')
    expect(series.map(({ attributes }) => attributes['http.request.method'])).toEqual([
      'GET',
      '_OTHER',
    ])
    expect(JSON.stringify(await world.metrics())).not.toMatch(/evil|secret|PURGE/)
  })
})

/** `fetch` takes no method that it does not know. */
function raw(url: string, method: string, token: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { Authorization: `Bearer ${token}` }
    const sent = request(url, { method, headers }, (response) => {
      response.resume().once('end', resolve)
    })
    sent.once('error', reject).end()
  })
}

describe('issuers and clients', () => {
  it('are no attributes unless asked for', async () => {
    const told = tellWith()
    verified({})
    const [series] = await told.series('countersign.verifications')
    expect(Object.keys(series?.attributes ?? {})).not.toContain('countersign.issuer')
    expect(Object.keys(series?.attributes ?? {})).not.toContain('countersign.client_id')
  })

  it('are the first so many, and the rest together', async () => {
    const told = tellWith({ issuer: 2, clientId: 3 })
    for (let at = 0; at < HOSTILE; at++) {
      verified({ issuer: `https://id-${at}.example`, clientId: `c${at}` })
    }
    const series = await told.series('countersign.verifications')
    expect(
      series.map(({ attributes, value }) => [
        attributes['countersign.issuer'],
        attributes['countersign.client_id'],
        value,
      ]),
    ).toEqual([
      ['https://id-0.example', 'c0', 1],
      ['https://id-1.example', 'c1', 1],
      ['_OTHER', 'c2', 1],
      ['_OTHER', '_OTHER', HOSTILE - 3],
    ])
  })

  it('of a real token are those that its issuer has signed', async () => {
    const world = await worldWith({ issuer: 5, clientId: 5 })
    await world.call()
    expect((await world.series('countersign.verifications'))[0]?.attributes).toMatchObject({
      'countersign.issuer': world.provider.issuer,
      'countersign.client_id': 'c1',
    })
  })
})

describe('routes', () => {
  it('are the first so many, and the rest together', async () => {
    const told = tellWith({ route: 2 })
    for (let at = 0; at < HOSTILE; at++) use({ route: `/r${at}` })
    const series = await told.series('countersign.usage.duration')
    expect(series.map(({ attributes }) => attributes['http.route'])).toEqual([
      '/r0',
      '/r1',
      '_OTHER',
    ])
  })

  it('are no attribute where none are wanted', async () => {
    const told = tellWith({ route: 0 })
    use({ route: '/r' })
    const [series] = await told.series('countersign.usage.duration')
    expect(series?.attributes).not.toHaveProperty('http.route')
  })
})

describe('whatever somebody publishes', () => {
  it('makes no more than a hundred values of a word', async () => {
    const told = tellWith()
    for (let at = 0; at < 300; at++) {
      channel('countersign:replay').publish({
        event: 'unavailable',
        store: `s${at}`,
        decision: 'x',
      })
    }
    expect(await told.series('countersign.replay_store.failures')).toHaveLength(101)
  })

  it('is no value where it is no text, or a long one', async () => {
    const told = tellWith({ issuer: 10 })
    for (const issuer of [5, null, { a: 1 }, ['a'], 'x'.repeat(256)]) {
      verified({ issuer: issuer as string })
    }
    const series = await told.series('countersign.verifications')
    expect(
      series.map(({ attributes, value }) => [attributes['countersign.issuer'], value]),
    ).toEqual([['_OTHER', 5]])
  })

  it('is no status where it is none, and no duration', async () => {
    const told = tellWith()
    for (const status of [0, 99, 600, 200.5, Number.NaN, '200']) use({ status: status as number })
    for (const duration of [-1, Number.NaN, Infinity, '1']) use({ duration: duration as number })
    expect(await told.series('countersign.usage.duration')).toEqual([
      {
        value: 6,
        attributes: { 'countersign.decision': 'accepted', 'http.request.method': 'GET' },
      },
    ])
  })
})

describe('what is recorded', () => {
  it('is never personal, and never secret', async () => {
    const world = await worldWith({ issuer: 0, clientId: 0 })
    const token = await world.provider.token({
      sub: 'alice-private',
      jti: 'token-id',
      sid: 'sid-1',
    })
    await world.send('/orders/private-path?q=private', {
      Authorization: `Bearer ${token}`,
      'User-Agent': 'private-agent',
      'X-Forwarded-For': '203.0.113.9',
    })
    await world.call('/orders', `${token}x`)
    const text = JSON.stringify(await world.metrics())
    expect(text).toContain('countersign.verifications')
    for (const secret of [token, 'private', 'token-id', 'sid-1', '203.0.113.9', '127.0.0.1']) {
      expect(text).not.toContain(secret)
    }
  })
})
