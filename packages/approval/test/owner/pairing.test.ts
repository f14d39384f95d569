import { sign } from 'node:crypto'
import { createTestCertificate } from '@countersign/testing'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Directory } from '../../src/directory/directory.js'
import { directoryOn, OPENING } from '../support/directories.js'
import { errorIn, optionsIn } from '../support/owner/browser.js'
import { openWorld, type World } from '../support/owner/owner-world.js'
import type { AttestedPasskey, CborValue, PasskeyDeviations } from '@countersign/testing'

let directory: Directory
let close: () => Promise<void>

beforeAll(async () => ({ directory, close } = await directoryOn('PostgreSQL')), OPENING)
afterAll(async () => close())
afterEach(() => void vi.useRealTimers())

async function guest(world: World) {
  const person = world.person()
  const { code } = await world.side.invite(person)
  return { person, code, browser: world.browser(), authenticator: world.authenticator() }
}

function selfAttestation({ authData, clientDataHash, privateKey }: AttestedPasskey) {
  return new Map<string, CborValue>([
    ['alg', -7],
    ['sig', sign('sha256', Buffer.concat([authData, clientDataHash]), privateKey)],
  ])
}

describe('pairing', () => {
  it('signs in on the new device, and lets it do what owners do', async () => {
    const world = await openWorld(directory)
    const { person, code, browser, authenticator } = await guest(world)
    const paired = await browser.pair(code, authenticator, { name: ' Ada’s phone ' })
    expect(paired.status).toBe(200)
    expect(paired.body).toMatchObject({
      service: 'Orders',
      name: 'Ada',
      device: { name: 'Ada’s phone' },
    })
    const [cookie = ''] = paired.headers['set-cookie'] ?? []
    expect(cookie).toMatch(
      /^countersign=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=43200$/,
    )
    const devices = await browser.get('api/devices')
    expect(devices.body).toMatchObject([{ name: 'Ada’s phone', current: true, subscribed: false }])
    const { events } = await directory.history.of(person.subject, { limit: 10 })
    expect(events).toMatchObject([{ kind: 'device_paired', device: 'Ada’s phone' }])
  })

  it('gives an invitation that tells its code to nobody but who sees it', async () => {
    const world = await openWorld(directory)
    const { code, url, qr, expiresAt } = await world.side.invite(world.person())
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}$/)
    expect(url).toBe(`${world.origin}/owner/pair#${code}`)
    expect(qr).toMatch(/^<svg /)
    expect(qr).not.toContain('script')
    expect(expiresAt).toBeGreaterThan(Date.now() + 590_000)
  })

  it('takes a code however it was typed', async () => {
    const world = await openWorld(directory)
    const { code, browser, authenticator } = await guest(world)
    const typed = ` ${code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')}`
    const { status } = await browser.pair(typed, authenticator)
    expect(status).toBe(200)
  })

  it('takes a code once', async () => {
    const world = await openWorld(directory)
    const { code, browser, authenticator } = await guest(world)
    const other = world.browser()
    const started = await other.post('api/pair/start', { code })
    await browser.pair(code, authenticator)
    const credential = world.authenticator().create(optionsIn(started))
    const late = await other.post('api/pair/finish', { code, name: 'Thief', credential })
    expect(errorIn(late)).toBe('403 bad_code')
    expect(errorIn(await other.post('api/pair/start', { code }))).toBe('403 bad_code')
  })

  it('lets one of many who finish with one code at once have it', async () => {
    const world = await openWorld(directory)
    const { person, code } = await guest(world)
    const started = await world.browser().post('api/pair/start', { code })
    const answers = await Promise.all(
      Array.from({ length: 6 }, async () => {
        const credential = world.authenticator().create(optionsIn(started))
        return world.browser().post('api/pair/finish', { code, name: 'Phone', credential })
      }),
    )
    expect(answers.map(({ status }) => status).filter((status) => status === 200)).toEqual([200])
    expect(await directory.devices.of(person.subject)).toHaveLength(1)
  })

  it('forgets a code after ten minutes, and a challenge after five', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const world = await openWorld(directory)
    const { code, browser, authenticator } = await guest(world)
    const started = await browser.post('api/pair/start', { code })
    const credential = authenticator.create(optionsIn(started))
    vi.setSystemTime(Date.now() + 301_000)
    const late = await browser.post('api/pair/finish', { code, name: 'Phone', credential })
    expect(errorIn(late)).toBe('403 bad_code')
    expect((await browser.post('api/pair/start', { code })).status).toBe(200)
    vi.setSystemTime(Date.now() + 300_000)
    expect(errorIn(await browser.post('api/pair/start', { code }))).toBe('403 bad_code')
  })

  it.each<[string, PasskeyDeviations]>([
    ['another origin', { origin: 'http://localhost.evil.example' }],
    ['another port', { origin: 'http://localhost:1' }],
    ['another relying party', { rpId: 'evil.example' }],
    ['another challenge', { challenge: 'A'.repeat(43) }],
    ['an assertion for a new passkey', { type: 'webauthn.get' }],
    ['a frame in a page of somebody else', { crossOrigin: true }],
    ['nobody verified', { userVerified: false }],
    ['nobody there', { userPresent: false }],
    ['an algorithm that was not offered', { algorithm: -35 }],
    ['an attestation of an unknown form', { format: 'tpm' }],
  ])('refuses a passkey with %s', async (_what, deviations) => {
    const world = await openWorld(directory)
    const { person, code, browser, authenticator } = await guest(world)
    const paired = await browser.pair(code, authenticator, {}, deviations)
    expect(errorIn(paired)).toBe('403 bad_passkey')
    expect(browser.cookie).toBeUndefined()
    expect(await directory.devices.of(person.subject)).toEqual([])
  })

  it('takes a passkey that vouches for itself', async () => {
    const world = await openWorld(directory)
    const { code, browser, authenticator } = await guest(world)
    const deviations = { format: 'packed', statement: selfAttestation }
    const paired = await browser.pair(code, authenticator, {}, deviations)
    expect(paired.status).toBe(200)
  })

  it('looks at nobody’s certificates, whatever they sign', async () => {
    const world = await openWorld(directory)
    const { code, browser, authenticator } = await guest(world)
    const { der, key } = await createTestCertificate()
    const statement = ({ authData, clientDataHash, credentialId, point }: AttestedPasskey) => {
      const rpIdHash = authData.subarray(0, 32)
      const signed = Buffer.concat([Buffer.of(0), rpIdHash, clientDataHash, credentialId, point])
      return new Map<string, CborValue>([
        ['x5c', [der]],
        ['sig', sign('sha256', signed, key)],
      ])
    }
    const paired = await browser.pair(code, authenticator, {}, { format: 'fido-u2f', statement })
    expect(errorIn(paired)).toBe('403 bad_passkey')
  })

  it('lets somebody try again after a passkey that was refused', async () => {
    const world = await openWorld(directory)
    const { code, browser, authenticator } = await guest(world)
    await browser.pair(code, authenticator, {}, { userVerified: false })
    expect((await browser.pair(code, authenticator)).status).toBe(200)
  })

  it('refuses a passkey that was made for a code of somebody else', async () => {
    const world = await openWorld(directory)
    const [one, other] = [await guest(world), await guest(world)]
    const started = await one.browser.post('api/pair/start', { code: one.code })
    await other.browser.post('api/pair/start', { code: other.code })
    const credential = one.authenticator.create(optionsIn(started))
    const body = { code: other.code, name: 'Phone', credential }
    expect(errorIn(await other.browser.post('api/pair/finish', body))).toBe('403 bad_passkey')
  })

  it('refuses a passkey that is somebody’s already', async () => {
    const world = await openWorld(directory)
    const { authenticator } = await world.owner()
    const { code, browser } = await guest(world)
    expect(errorIn(await browser.pair(code, authenticator))).toBe('409 device_known')
  })

  it('refuses the 21st device', async () => {
    const world = await openWorld(directory)
    const { person, browser } = await world.owner()
    const [device] = await directory.devices.of(person.subject)
    if (!device) throw new Error('there is no device')
    for (let number = 2; number <= 20; number++) {
      const id = `device-${number}`.padEnd(22, 'x')
      const passkey = { ...device.passkey, credentialId: `${id}${person.subject}` }
      expect(await directory.devices.add({ ...device, id, passkey })).toBe('added')
    }
    const { code } = await world.side.invite(person)
    expect(errorIn(await browser.post('api/pair/start', { code }))).toBe('409 too_many_devices')
  })

  it('tells the other devices, and them alone', async () => {
    const world = await openWorld(directory)
    const { person } = await world.owner()
    const [first] = await directory.devices.of(person.subject)
    const { code } = await world.side.invite(person)
    await world.browser().pair(code, world.authenticator(), { name: 'Tablet' })
    const { notice, recipient } = world.notices.at(-1) ?? {}
    expect(notice).toMatchObject({ kind: 'security', url: `${world.origin}/owner/devices` })
    expect(notice?.text).toContain('Tablet')
    expect(recipient?.person).toEqual(person)
    expect(recipient?.devices.map(({ id }) => id)).toEqual([first?.id])
  })

  it('excludes passkeys that there are, and asks for what it needs', async () => {
    const world = await openWorld(directory)
    const { person, browser, authenticator } = await world.owner()
    const { code } = await world.side.invite(person)
    expect(optionsIn(await browser.post('api/pair/start', { code }))).toMatchObject({
      rp: { id: 'localhost', name: 'Orders' },
      attestation: 'none',
      excludeCredentials: [{ id: authenticator.credentialId }],
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      pubKeyCredParams: [{ alg: -7 }, { alg: -8 }, { alg: -257 }],
    })
  })

  it('is no more for somebody who is there no more', async () => {
    const world = await openWorld(directory)
    const { person, code, browser } = await guest(world)
    world.people.delete(person.subject)
    expect(errorIn(await browser.post('api/pair/start', { code }))).toBe('403 bad_code')
  })

  it('lets one address try twenty codes in ten minutes', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const world = await openWorld(directory)
    const { code, browser } = await guest(world)
    const wrong = { code: 'AAAA-AAAA-AAAA' }
    const from = { 'x-sender': '2001:db8:1:201:3::1' }
    for (let tries = 1; tries <= 20; tries++) {
      expect(errorIn(await browser.post('api/pair/start', wrong, from))).toBe('403 bad_code')
    }
    const neighbour = { 'x-sender': '2001:db8:1:2ff::1' }
    const late = await browser.post('api/pair/start', { code }, neighbour)
    expect(errorIn(late)).toBe('429 too_many_tries')
    expect(Number(late.headers['retry-after'])).toBeGreaterThan(590)
    const elsewhere = { 'x-sender': '2001:db8:1:301::1' }
    expect((await browser.post('api/pair/start', { code }, elsewhere)).status).toBe(200)
    const again = await world.side.invite(world.person())
    vi.setSystemTime(Date.now() + 600_000)
    const { code: newer } = await world.side.invite(world.person())
    expect(again.code).not.toBe(newer)
    expect((await browser.post('api/pair/start', { code: newer }, from)).status).toBe(200)
  })

  it.each(['', ' ', 'x'.repeat(61), 'a\u202eb', 'a\nb', 'a\u200bb', 7, null, undefined])(
    'refuses the name %j',
    async (name) => {
      const world = await openWorld(directory)
      const { code, browser, authenticator } = await guest(world)
      expect(errorIn(await browser.pair(code, authenticator, { name }))).toBe('422 bad_name')
    },
  )
})
