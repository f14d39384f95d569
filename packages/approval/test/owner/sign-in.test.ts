import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Directory } from '../../src/directory/directory.js'
import { directoryOn, OPENING } from '../support/directories.js'
import { errorIn, optionsIn } from '../support/owner/browser.js'
import { openWorld } from '../support/owner/owner-world.js'
import type { PasskeyDeviations } from '@countersign/testing'

let directory: Directory
let close: () => Promise<void>

beforeAll(async () => ({ directory, close } = await directoryOn('PostgreSQL')), OPENING)
afterAll(async () => close())
afterEach(() => void vi.useRealTimers())

describe('signing in', () => {
  it('takes a passkey of the person, in any browser', async () => {
    const world = await openWorld(directory)
    const { person, authenticator } = await world.owner()
    const browser = world.browser()
    const signedIn = await browser.signIn(authenticator)
    expect(signedIn.status).toBe(200)
    expect(signedIn.body).toEqual({
      service: 'Orders',
      name: 'Ada',
      device: { id: expect.any(String) as string, name: 'Phone' },
      vapidPublicKey: 'BPublic',
      subscribed: false,
      userCodeSet: false,
    })
    expect((await browser.get('api/session')).body).toEqual(signedIn.body)
    const { events } = await directory.history.of(person.subject, { limit: 1 })
    expect(events).toMatchObject([{ kind: 'signed_in', device: 'Phone' }])
  })

  it.each<[string, PasskeyDeviations]>([
    ['another origin', { origin: 'https://localhost' }],
    ['another relying party', { rpId: 'evil.example' }],
    ['another challenge', { challenge: 'A'.repeat(43) }],
    ['a registration', { type: 'webauthn.create' }],
    ['a frame in a page of somebody else', { crossOrigin: true }],
    ['nobody verified', { userVerified: false }],
    ['nobody there', { userPresent: false }],
    ['somebody else’s name', { userHandle: Buffer.from('bob').toString('base64url') }],
    ['nobody’s name', { userHandle: undefined }],
    ['a counter that stands still', { counter: 1 }],
  ])('refuses a passkey with %s', async (_what, deviations) => {
    const world = await openWorld(directory)
    const { authenticator } = await world.owner()
    const browser = world.browser()
    expect(errorIn(await browser.signIn(authenticator, deviations))).toBe('403 bad_passkey')
    expect(browser.cookie).toBeUndefined()
  })

  it('answers an unknown passkey as it answers a wrong signature', async () => {
    const world = await openWorld(directory)
    const { authenticator } = await world.owner()
    const stranger = world.authenticator()
    const start = await world.browser().post('api/sign-in/start')
    const { ticket } = start.body as { readonly ticket: string }
    const forged = stranger.get(optionsIn(start), { userHandle: 'AAAA' })
    const unknown = await world.browser().post('api/sign-in/finish', { ticket, credential: forged })
    const again = await world.browser().post('api/sign-in/start')
    const other = again.body as { readonly ticket: string }
    const credential = { ...authenticator.get(optionsIn(again)), response: forged.response }
    const wrong = await world
      .browser()
      .post('api/sign-in/finish', { ...other, options: undefined, credential })
    expect([unknown.status, unknown.text]).toEqual([403, '{"error":"bad_passkey"}'])
    expect([wrong.status, wrong.text]).toEqual([unknown.status, unknown.text])
  })

  it('takes a ticket once, and for five minutes', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const world = await openWorld(directory)
    const authenticator = world.authenticator()
    const browser = world.browser()
    const { code } = await world.side.invite(world.person())
    // As synced passkeys do, it does not count: nothing but the ticket stands against a replay.
    const still = { counter: 0 }
    await browser.pair(code, authenticator, {}, still)
    const start = await browser.post('api/sign-in/start')
    const { ticket } = start.body as { readonly ticket: string }
    const credential = authenticator.get(optionsIn(start), still)
    const body = { ticket, credential }
    expect((await browser.post('api/sign-in/finish', body)).status).toBe(200)
    expect(errorIn(await browser.post('api/sign-in/finish', body))).toBe('403 bad_passkey')
    const late = await browser.post('api/sign-in/start')
    vi.setSystemTime(Date.now() + 300_000)
    const lateBody = {
      ...(late.body as object),
      options: undefined,
      credential: authenticator.get(optionsIn(late), still),
    }
    expect(errorIn(await browser.post('api/sign-in/finish', lateBody))).toBe('403 bad_passkey')
  })

  it('writes down and tells that a counter went backwards', async () => {
    const world = await openWorld(directory)
    const { person, authenticator } = await world.owner()
    await world.browser().signIn(authenticator, { counter: 40 })
    expect(errorIn(await world.browser().signIn(authenticator, { counter: 40 }))).toBe(
      '403 bad_passkey',
    )
    expect(errorIn(await world.browser().signIn(authenticator, { counter: 7 }))).toBe(
      '403 bad_passkey',
    )
    const { events } = await directory.history.of(person.subject, { limit: 2 })
    expect(events.map(({ kind }) => kind)).toEqual(['device_suspicious', 'device_suspicious'])
    expect(world.notices.at(-1)?.notice.title).toBe('A passkey may have been copied')
    expect((await world.browser().signIn(authenticator, { counter: 41 })).status).toBe(200)
  })

  it('ends the session that the browser had before', async () => {
    const world = await openWorld(directory)
    const { browser, authenticator } = await world.owner()
    const earlier = browser.with(browser.cookie)
    await browser.signIn(authenticator)
    expect((await browser.get('api/session')).status).toBe(200)
    expect(errorIn(await earlier.get('api/session'))).toBe('401 signed_out')
  })

  it('lets one address show thirty passkeys in ten minutes', async () => {
    const world = await openWorld(directory)
    const credential = world
      .authenticator()
      .get({ challenge: 'x', rpId: 'localhost' }, { userHandle: 'AAAA' })
    const body = { ticket: 'A'.repeat(43), credential }
    const browser = world.browser()
    for (let tries = 1; tries <= 30; tries++) {
      expect(errorIn(await browser.post('api/sign-in/finish', body))).toBe('403 bad_passkey')
    }
    expect(errorIn(await browser.post('api/sign-in/finish', body))).toBe('429 too_many_tries')
  })
})

describe('a session', () => {
  it('ends after twelve hours', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const world = await openWorld(directory)
    const { browser } = await world.owner()
    vi.setSystemTime(Date.now() + 12 * 3_600_000 - 1_000)
    expect((await browser.get('api/session')).status).toBe(200)
    vi.setSystemTime(Date.now() + 1_000)
    expect(errorIn(await browser.get('api/session'))).toBe('401 signed_out')
  })

  it('ends when somebody signs out', async () => {
    const world = await openWorld(directory)
    const { browser } = await world.owner()
    const before = browser.with(browser.cookie)
    const { status, headers } = await browser.post('api/sign-out')
    expect([status, headers['set-cookie']]).toEqual([
      204,
      ['countersign=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0'],
    ])
    expect(errorIn(await before.get('api/session'))).toBe('401 signed_out')
  })

  it('ends with its device, and with its person', async () => {
    const world = await openWorld(directory)
    const [one, other] = [await world.owner(), await world.owner()]
    const [device] = await directory.devices.of(one.person.subject)
    await directory.devices.remove(one.person.subject, device?.id ?? '', true)
    expect(errorIn(await one.browser.get('api/session'))).toBe('401 signed_out')
    world.people.delete(other.person.subject)
    expect(errorIn(await other.browser.get('api/session'))).toBe('401 signed_out')
  })

  it('is not found by a cookie that somebody has made up, or slipped in', async () => {
    const world = await openWorld(directory)
    const { browser } = await world.owner()
    const cookie = browser.cookie ?? ''
    for (const other of [
      '',
      'countersign=',
      'countersign=__proto__',
      `x${cookie}`,
      `${cookie}x`,
      `${cookie}; ${cookie}`,
    ]) {
      expect(errorIn(await browser.with(other).get('api/session'))).toBe('401 signed_out')
    }
    expect((await browser.with(`other=1; ${cookie}; last=2`).get('api/session')).status).toBe(200)
  })

  it('is kept under a digest of its cookie', async () => {
    const world = await openWorld(directory)
    const set = vi.spyOn(world.context.state, 'set')
    const { browser } = await world.owner()
    const value = browser.cookie?.split('=')[1] ?? ''
    expect(value).toHaveLength(43)
    expect(JSON.stringify(set.mock.calls)).not.toContain(value)
  })

  it('has a cookie for https alone, that no other host can set, where there is https', async () => {
    const world = await openWorld(directory, {
      settings: { origin: 'https://id.example', issuer: 'https://id.example', rpId: 'id.example' },
    })
    const person = world.person()
    const { code } = await world.side.invite(person)
    const browser = world.browser()
    const origin = { origin: 'https://id.example' }
    const start = await browser.post('api/pair/start', { code }, origin)
    const credential = world.authenticator().create(optionsIn(start), origin)
    const paired = await browser.post('api/pair/finish', { code, name: 'x', credential }, origin)
    expect(paired.headers['set-cookie']?.[0]).toMatch(
      /^__Host-countersign=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Strict; Max-Age=43200$/,
    )
    expect(paired.headers['strict-transport-security']).toBe('max-age=31536000')
  })
})
