import { createECDH, randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Directory } from '../../src/directory/directory.js'
import { directoryOn, OPENING } from '../support/directories.js'
import { errorIn, optionsIn, type Answer } from '../support/owner/browser.js'
import { invitationBy } from '../support/owner/invitation-by.js'
import { openWorld, type Owner, type World } from '../support/owner/owner-world.js'

let directory: Directory
let close: () => Promise<void>

beforeAll(async () => ({ directory, close } = await directoryOn('PostgreSQL')), OPENING)
afterAll(async () => close())

async function idsOf({ person }: Owner): Promise<readonly string[]> {
  return (await directory.devices.of(person.subject)).map(({ id }) => id)
}

/** The same person, on a second device. */
async function second(world: World, owner: Owner): Promise<Owner> {
  const { person } = owner
  const invited = await invitationBy(owner)
  const { code } = invited.body as { readonly code: string }
  const other = { person, browser: world.browser(), authenticator: world.authenticator() }
  expect((await other.browser.pair(code, other.authenticator, { name: 'Tablet' })).status).toBe(200)
  return other
}

async function remove(
  { browser, authenticator }: Owner,
  id: string,
  more: object = {},
): Promise<Answer> {
  const challenged = await browser.post(`api/devices/${id}/challenge`)
  const credential = authenticator.get(optionsIn(challenged))
  return browser.post(`api/devices/${id}/remove`, { credential, ...more })
}

describe('devices', () => {
  it('are invited by one another, and listed', async () => {
    const world = await openWorld(directory)
    const phone = await world.owner()
    const tablet = await second(world, phone)
    const { body } = await tablet.browser.get('api/devices')
    expect(body).toMatchObject([
      { name: 'Phone', current: false },
      { name: 'Tablet', current: true },
    ])
  })

  it('are renamed by their owner alone', async () => {
    const world = await openWorld(directory)
    const [owner, thief] = [await world.owner(), await world.owner()]
    const [id = ''] = await idsOf(owner)
    const renamed = await owner.browser.post(`api/devices/${id}/rename`, { name: 'Old phone' })
    expect(renamed.body).toMatchObject({ id, name: 'Old phone', current: true })
    const theirs = await thief.browser.post(`api/devices/${id}/rename`, { name: 'x' })
    expect(errorIn(theirs)).toBe('404 not_found')
    const { events } = await directory.history.of(owner.person.subject, { limit: 1 })
    expect(events).toMatchObject([{ kind: 'device_renamed', detail: '“Phone” is now “Old phone”' }])
    expect(errorIn(await owner.browser.post(`api/devices/${id}/rename`, { name: '\u202e' }))).toBe(
      '422 bad_name',
    )
  })

  it('are removed by a passkey, and signed out with that', async () => {
    const world = await openWorld(directory)
    const phone = await world.owner()
    const tablet = await second(world, phone)
    const [phoneId = '', tabletId = ''] = await idsOf(phone)
    expect((await remove(tablet, phoneId)).status).toBe(204)
    expect(await idsOf(tablet)).toEqual([tabletId])
    expect(errorIn(await phone.browser.get('api/session'))).toBe('401 signed_out')
    expect(errorIn(await phone.browser.signIn(phone.authenticator))).toBe('403 bad_passkey')
    const { notice, recipient } = world.notices.at(-1) ?? {}
    expect(notice).toMatchObject({ kind: 'security', title: 'A device was removed' })
    // It may have been its owner's, and removed by a thief.
    expect(recipient?.devices.map(({ id }) => id)).toEqual([phoneId])
    const { events } = await directory.history.of(phone.person.subject, { limit: 1 })
    expect(events).toMatchObject([{ kind: 'device_removed', device: 'Tablet', detail: 'Phone' }])
  })

  it('are removed as a last one only if that is said', async () => {
    const world = await openWorld(directory)
    const owner = await world.owner()
    const [id = ''] = await idsOf(owner)
    expect(errorIn(await remove(owner, id))).toBe('409 last_device')
    const path = `api/devices/${id}`
    const challenged = await owner.browser.post(`${path}/challenge`)
    const credential = owner.authenticator.get(optionsIn(challenged))
    const refused = await owner.browser.post(`${path}/remove`, { credential, evenLast: false })
    expect(errorIn(refused)).toBe('409 last_device')
    // Nobody has to show the passkey again.
    const removed = await owner.browser.post(`${path}/remove`, { credential, evenLast: true })
    expect([removed.status, removed.headers['set-cookie']?.[0]]).toEqual([
      204,
      expect.stringContaining('Max-Age=0'),
    ])
    expect(world.notices.at(-1)).toMatchObject({
      notice: { kind: 'security' },
      recipient: { devices: [] },
    })
  })

  it('are not taken for copied when they are removed while they answer', async () => {
    const world = await openWorld(directory)
    const owner = await world.owner()
    const { subject } = owner.person
    const [id = ''] = await idsOf(owner)
    const { devices } = directory
    const used = devices.used.bind(devices)
    vi.spyOn(devices, 'used').mockImplementationOnce(async (...given) => {
      await devices.remove(subject, id, true)
      return used(...given)
    })
    world.notices.length = 0
    expect(errorIn(await invitationBy(owner))).toBe('403 bad_passkey')
    expect(world.notices).toEqual([])
  })

  it('are not removed by a challenge for another device, or for another thing', async () => {
    const world = await openWorld(directory)
    const phone = await world.owner()
    const tablet = await second(world, phone)
    const [phoneId, tabletId] = await idsOf(phone)
    const other = await tablet.browser.post(`api/devices/${tabletId}/challenge`)
    const signIn = await tablet.browser.post('api/sign-in/start')
    for (const answer of [other, signIn]) {
      await tablet.browser.post(`api/devices/${phoneId}/challenge`)
      const credential = tablet.authenticator.get(optionsIn(answer))
      const removed = await tablet.browser.post(`api/devices/${phoneId}/remove`, { credential })
      expect(errorIn(removed)).toBe('403 bad_passkey')
    }
    const credential = phone.authenticator.get(
      optionsIn(await tablet.browser.post(`api/devices/${phoneId}/challenge`)),
    )
    const removed = await tablet.browser.post(`api/devices/${phoneId}/remove`, { credential })
    expect(errorIn(removed)).toBe('403 bad_passkey')
    expect(await idsOf(phone)).toHaveLength(2)
  })

  it('of somebody else are as good as none', async () => {
    const world = await openWorld(directory)
    const [owner, thief] = [await world.owner(), await world.owner()]
    const [id = ''] = await idsOf(owner)
    expect(errorIn(await thief.browser.post(`api/devices/${id}/challenge`))).toBe('404 not_found')
    const credential = thief.authenticator.get({ challenge: 'x', rpId: 'localhost' })
    const removed = await thief.browser.post(`api/devices/${id}/remove`, {
      credential,
      evenLast: true,
    })
    expect(errorIn(removed)).toBe('404 not_found')
    expect(await idsOf(owner)).toEqual([id])
  })
})

describe('a push subscription', () => {
  const p256dh = createECDH('prime256v1').generateKeys().toString('base64url')
  const auth = randomBytes(16).toString('base64url')
  const endpoint = 'https://push.example/send/abc'

  it('is kept, replaced and removed', async () => {
    const world = await openWorld(directory)
    const { person, browser } = await world.owner()
    const subscription = { endpoint, expirationTime: null, keys: { p256dh, auth } }
    expect((await browser.put('api/devices/current/subscription', { subscription })).status).toBe(
      204,
    )
    const [device] = await directory.devices.of(person.subject)
    expect(device?.subscription).toEqual({ endpoint, keys: { p256dh, auth } })
    expect((await browser.get('api/session')).body).toMatchObject({ subscribed: true })
    await browser.put('api/devices/current/subscription', { subscription: null })
    expect((await browser.get('api/session')).body).toMatchObject({ subscribed: false })
  })

  it('does not move without a word to where it was', async () => {
    const world = await openWorld(directory)
    const { person, browser } = await world.owner()
    world.notices.length = 0
    const put = async (subscription: object | null): Promise<Answer> =>
      browser.put('api/devices/current/subscription', { subscription })
    const keys = { p256dh, auth }
    await put({ endpoint, keys })
    await put({ endpoint, keys })
    expect(world.notices).toEqual([])
    await put({ endpoint: 'https://push.example/send/of-a-thief', keys })
    const [told] = world.notices
    expect(told?.notice).toMatchObject({ kind: 'security' })
    expect(told?.recipient.person).toEqual(person)
    expect(told?.recipient.devices.map((one) => one.subscription?.endpoint)).toEqual([endpoint])
    await put(null)
    expect(world.notices).toHaveLength(2)
  })

  it('may come with a new device', async () => {
    const world = await openWorld(directory)
    const person = world.person()
    const { code } = await world.side.invite(person)
    const subscription = { endpoint: 'http://localhost:9/x', keys: { p256dh, auth } }
    const paired = await world.browser().pair(code, world.authenticator(), { subscription })
    expect(paired.body).toMatchObject({ subscribed: true })
  })

  it.each<[string, object | string]>([
    ['a text', 'https://push.example'],
    ['http', { endpoint: 'http://push.example/send' }],
    ['another scheme', { endpoint: 'ftp://push.example/send' }],
    ['an address', { endpoint: 'https://169.254.169.254/latest' }],
    ['an address in another form', { endpoint: 'https://0x7f.1/' }],
    ['an IPv6 address', { endpoint: 'https://[::1]/' }],
    ['credentials', { endpoint: 'https://user:secret@push.example/' }],
    ['a fragment', { endpoint: 'https://push.example/#x' }],
    ['no URL', { endpoint: 'push' }],
    ['too long a URL', { endpoint: `https://push.example/${'x'.repeat(1_024)}` }],
    ['another member', { more: 1 }],
    [
      'no point',
      {
        keys: {
          auth,
          p256dh: Buffer.concat([Buffer.from([4]), randomBytes(64)]).toString('base64url'),
        },
      },
    ],
    ['a compressed point', { keys: { auth, p256dh: Buffer.alloc(33, 2).toString('base64url') } }],
    ['a short secret', { keys: { p256dh, auth: randomBytes(15).toString('base64url') } }],
    ['a secret in another form', { keys: { p256dh, auth: `${auth.slice(0, 21)}_` } }],
    ['padding', { keys: { p256dh: `${p256dh}=`, auth } }],
  ])('is refused with %s', async (_what, changes) => {
    const world = await openWorld(directory)
    const { person, browser } = await world.owner()
    const whole = { endpoint, keys: { p256dh, auth } }
    const subscription = typeof changes === 'string' ? changes : { ...whole, ...changes }
    const answer = await browser.put('api/devices/current/subscription', { subscription })
    expect(errorIn(answer)).toBe('422 bad_subscription')
    const [device] = await directory.devices.of(person.subject)
    expect(device?.subscription).toBeUndefined()
  })

  it('is nowhere near this machine, where the page is not', async () => {
    const world = await openWorld(directory, {
      settings: { origin: 'https://id.example', issuer: 'https://id.example', rpId: 'id.example' },
    })
    const { code } = await world.side.invite(world.person())
    const subscription = { endpoint: 'https://localhost/x', keys: { p256dh, auth } }
    const origin = { origin: 'https://id.example' }
    const browser = world.browser()
    const start = await browser.post('api/pair/start', { code }, origin)
    const credential = world.authenticator().create(optionsIn(start), origin)
    const body = { code, name: 'x', credential, subscription }
    expect(errorIn(await browser.post('api/pair/finish', body, origin))).toBe(
      '422 bad_subscription',
    )
  })
})
