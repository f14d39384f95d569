import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Directory } from '../../src/directory/directory.js'
import { offeredLifetimes } from '../../src/owner/views/lifetimes.js'
import { ask } from '../support/owner/asked.js'
import { errorIn, optionsIn } from '../support/owner/browser.js'
import { directoryOn, OPENING } from '../support/directories.js'
import { openWorld, RESOURCE } from '../support/owner/owner-world.js'
import { openTestLedger, type OpenLedger } from '../support/owner/recorded-uses.js'

let directory: Directory
let closeDirectory: () => Promise<void>
let record: OpenLedger

beforeAll(async () => {
  ;({ directory, close: closeDirectory } = await directoryOn('PostgreSQL'))
  record = await openTestLedger()
}, OPENING)
afterAll(async () => {
  await record.close()
  await closeDirectory()
})

describe('a request', () => {
  it('is shown with all that the owner needs to know, and nothing that decides', async () => {
    const world = await openWorld(directory, { ledger: record.ledger })
    const { person, browser } = await world.owner()
    await record.use(world.origin, person.subject)
    const approval = await ask(world, person)
    const { body, text } = await browser.get(`api/approvals/${approval.id}`)
    expect(body).toEqual({
      id: approval.id,
      phase: 'waiting',
      client: {
        id: 'shop',
        name: 'The Shop',
        verified: true,
        website: 'https://shop.example',
        logo: '/owner/logos/c2hvcA',
      },
      resource: 'Your orders',
      resourceIndicator: RESOURCE,
      askedAt: approval.askedAt,
      expiresAt: approval.expiresAt,
      now: expect.any(Number) as number,
      scopes: [
        { scope: 'read', text: 'Read your orders' },
        { scope: 'write', text: 'Change your orders' },
      ],
      authorizationDetails: [],
      bindingMessage: 'W-4711',
      offline: false,
      lifetime: 300,
      lifetimes: [300, 150, 60, 30],
      numberMatching: true,
      origin: approval.origin,
      firstTime: true,
      earlierUses: { uses: 1, last: expect.any(Number) as number },
      earlier: [],
    })
    expect(text).not.toMatch(/authReqId|auth_req_id|subject/)
  })

  it('is shown without the record, if that is away', async () => {
    const world = await openWorld(directory)
    const { person, browser } = await world.owner()
    const { id } = await ask(world, person)
    const { status, body } = await browser.get(`api/approvals/${id}`)
    expect(status).toBe(200)
    expect(body).not.toHaveProperty('earlierUses')
    expect(errorIn(await browser.get(`api/approvals/${id}/uses`))).toBe('503 unavailable')
    expect(errorIn(await browser.get('api/export'))).toBe('503 unavailable')
    expect((await browser.get('api/session')).status).toBe(200)
  })

  it('of a client that is registered no more, for what is gone, is shown by their ids', async () => {
    const world = await openWorld(directory)
    const { person, browser } = await world.owner()
    const { id } = await ask(world, person, {
      clientId: 'gone',
      wish: {
        scopes: ['toString'],
        resource: 'https://gone.example',
        lifetime: 10,
        authorizationDetails: [],
        bindingMessage: undefined,
        offline: false,
      },
    })
    expect((await browser.get(`api/approvals/${id}`)).body).toMatchObject({
      client: { id: 'gone', name: 'gone', verified: false },
      resource: 'https://gone.example',
      scopes: [{ scope: 'toString', text: 'toString' }],
      lifetimes: [10],
    })
  })

  it('is of a known client after the first yes, which knows nobody before itself', async () => {
    const world = await openWorld(directory)
    const { person, browser, authenticator } = await world.owner()
    const denied = await ask(world, person)
    await browser.post(`api/approvals/${denied.id}/deny`)
    const { id } = await ask(world, person)
    const path = `api/approvals/${id}`
    expect((await browser.get(path)).body).toMatchObject({
      firstTime: true,
      earlier: [{ decision: 'denied', at: expect.any(Number) as number }],
    })
    const choice = { scopes: ['read'], lifetime: 30, number: '42' }
    const challenged = await browser.post(`${path}/challenge`, choice)
    const credential = authenticator.get(optionsIn(challenged))
    const approved = await browser.post(`${path}/approve`, { credential })
    expect(approved.body).toMatchObject({ firstTime: true, granted: ['read'], grantedLifetime: 30 })
    const next = await ask(world, person)
    expect((await browser.get(`api/approvals/${next.id}`)).body).toMatchObject({ firstTime: false })
  })
})

describe('requests', () => {
  it('are listed by what they have come to, page by page', async () => {
    const world = await openWorld(directory)
    const { person, browser } = await world.owner()
    const old = []
    for (let number = 1; number <= 35; number++) {
      const askedAt = Date.now() - 86_400_000 + number
      old.push(await ask(world, person, { askedAt, expiresAt: askedAt + 120_000 }))
    }
    const waiting = await ask(world, person)
    const first = (await browser.get('api/approvals')).body as Listed
    expect(first.waiting.map(({ id }) => id)).toEqual([waiting.id])
    expect(first.active).toEqual([])
    expect(first.past).toHaveLength(29)
    const second = (await browser.get(`api/approvals?before=${first.next}`)).body as Listed
    expect(second.past).toHaveLength(6)
    expect(second.next).toBeUndefined()
    const ids = [...first.past, ...second.past].map(({ id }) => id)
    expect(new Set(ids)).toEqual(new Set(old.map(({ id }) => id)))
  })

  it('of others are in no list', async () => {
    const world = await openWorld(directory)
    const [owner, other] = [await world.owner(), await world.owner()]
    await ask(world, other.person)
    expect((await owner.browser.get('api/approvals')).body).toMatchObject({ waiting: [], past: [] })
  })
})

interface Listed {
  readonly waiting: readonly { readonly id: string }[]
  readonly active: readonly object[]
  readonly past: readonly { readonly id: string }[]
  readonly next: string | undefined
}

describe('uses', () => {
  it('are shown, summed up, and given away, of one’s own tokens alone', async () => {
    const world = await openWorld(directory, { ledger: record.ledger })
    const [owner, other] = [await world.owner(), await world.owner()]
    const { subject } = owner.person
    const { id } = await ask(world, owner.person)
    await record.use(world.origin, subject, { approvalId: id })
    await record.use(world.origin, subject, {
      approvalId: id,
      decision: 'refused',
      reason: 'token_expired',
      status: 401,
    })
    await record.use(world.origin, subject, { approvalId: 'another' })
    await record.use(world.origin, other.person.subject, { approvalId: id })

    const { body } = await owner.browser.get(`api/approvals/${id}/uses`)
    expect(body).toMatchObject({
      uses: [
        { sequence: 2, decision: 'refused', status: 401, approval: id, service: 'orders' },
        { sequence: 1, decision: 'accepted', method: 'GET', route: '/orders/:id' },
      ],
    })
    expect((await owner.browser.get(`api/approvals/${id}/summary`)).body).toMatchObject({
      uses: 2,
      accepted: 1,
      refused: 1,
      routes: [{ method: 'GET', route: '/orders/:id', uses: 2 }],
    })
    const bad = await owner.browser.get(`api/approvals/${id}/uses?cursor=made-up`)
    expect(errorIn(bad)).toBe('400 bad_request')

    const exported = await owner.browser.get('api/export', { 'sec-fetch-site': 'none' })
    expect(exported.headers).toMatchObject({
      'content-type': 'application/x-ndjson; charset=utf-8',
      'content-disposition': 'attachment; filename="uses.ndjson"',
      'cache-control': 'no-store',
    })
    const lines = exported.text.trimEnd().split('\n')
    expect(lines.map((line) => (JSON.parse(line) as { subject: string }).subject)).toEqual([
      subject,
      subject,
      subject,
    ])
    const { events } = await directory.history.of(subject, { limit: 1 })
    expect(events).toMatchObject([{ kind: 'exported' }])
  })

  it('are nothing to give away where there are none', async () => {
    const world = await openWorld(directory, { ledger: record.ledger })
    const { browser } = await world.owner()
    const { status, text } = await browser.get('api/export')
    expect([status, text]).toEqual([200, ''])
  })
})

describe('the history', () => {
  it('is shown in pages, with the names of clients', async () => {
    const world = await openWorld(directory)
    const { person, browser } = await world.owner()
    for (let number = 1; number <= 60; number++) {
      const at = Date.now() + number
      const event = { at, kind: 'asked', clientId: 'shop', network: '192.0.2.0/24' } as const
      await directory.history.add(person.subject, event)
    }
    const first = (await browser.get('api/history')).body as History
    expect(first.events).toHaveLength(50)
    expect(first.events[0]).toMatchObject({
      kind: 'asked',
      client: 'The Shop',
      network: '192.0.2.0/24',
    })
    const second = (await browser.get(`api/history?before=${first.next}`)).body as History
    expect(second.events).toHaveLength(11)
    expect(second.events.at(-1)).toMatchObject({ kind: 'device_paired', device: 'Phone' })
  })
})

interface History {
  readonly events: readonly object[]
  readonly next: string | undefined
}

it.each([
  [600, [600, 300, 60, 30]],
  [300, [300, 150, 60, 30]],
  [60, [60, 30]],
  [45, [45, 30, 22]],
  [15, [15]],
  [5, [5]],
])('a wish for %i seconds may be %j', (wished, offered) => {
  expect(offeredLifetimes(wished)).toEqual(offered)
})
