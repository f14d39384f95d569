import { KINDS } from '@countersign/test-servers/vitest'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Devices } from '../../src/directory/directory.js'
import { DirectoryRefusal } from '../../src/directory/directory-errors.js'
import { directoryOn, OPENING, type OpenedDirectory, refusalOf } from '../support/directories.js'
import { deviceOf, HOSTILE, newId, someone, START, SUBSCRIPTION } from '../support/samples.js'

describe.each(KINDS)('devices on %s', (kind) => {
  let opened: OpenedDirectory
  let devices: Devices

  beforeAll(async () => {
    opened = await directoryOn(kind)
    devices = opened.directory.devices
  }, OPENING)
  afterAll(async () => opened.close())

  it('come back as they were added, the oldest first', async () => {
    const subject = someone()
    const young = deviceOf(subject, { pairedAt: START + 1, subscription: SUBSCRIPTION })
    const old = deviceOf(subject, { pairedAt: START, lastUsedAt: START + 5 })
    expect(await devices.add(young)).toBe('added')
    expect(await devices.add(old)).toBe('added')
    await devices.add(deviceOf(someone()))
    expect(await devices.of(subject)).toStrictEqual([old, young])
    expect(await devices.byCredential(young.passkey.credentialId)).toStrictEqual(young)
  })

  it('are made anew for whoever asks', async () => {
    const subject = someone()
    await devices.add(deviceOf(subject))
    const [first] = await devices.of(subject)
    first?.passkey.publicKey.fill(0)
    const [second] = await devices.of(subject)
    expect(second?.passkey.publicKey).not.toEqual(first?.passkey.publicKey)
  })

  it('are none for a credential, or a person, that is not there', async () => {
    expect(await devices.byCredential(newId())).toBeUndefined()
    expect(await devices.byCredential('')).toBeUndefined()
    expect(await devices.of(someone())).toEqual([])
  })

  it('have credentials that no other device has, whosever it is', async () => {
    const device = deviceOf(someone())
    await devices.add(device)
    const { passkey } = device
    expect(await devices.add(deviceOf(someone(), { passkey }))).toBe('known')
    expect(await devices.add(deviceOf(someone(), { id: device.id }))).toBe('known')
    expect(await devices.byCredential(passkey.credentialId)).toEqual(device)
  })

  it('are added once, of many who come with one credential at once', async () => {
    const { passkey } = deviceOf(someone())
    const added = await Promise.all(
      Array.from({ length: 20 }, async () => devices.add(deviceOf(someone(), { passkey }))),
    )
    expect(added.filter((one) => one === 'added')).toHaveLength(1)
    expect(added.filter((one) => one === 'known')).toHaveLength(19)
  })

  it('are twenty at most, also when thirty come at once', async () => {
    const subject = someone()
    const added = await Promise.all(
      Array.from({ length: 30 }, async () => devices.add(deviceOf(subject))),
    )
    expect(added.filter((one) => one === 'added')).toHaveLength(20)
    expect(added.filter((one) => one === 'full')).toHaveLength(10)
    expect(await devices.of(subject)).toHaveLength(20)
    expect(await devices.add(deviceOf(someone()))).toBe('added')
  })

  it('are told as known before they are told as full', async () => {
    const subject = someone()
    const all = Array.from({ length: 20 }, () => deviceOf(subject))
    for (const device of all) await devices.add(device)
    const { passkey } = all[7] ?? deviceOf(subject)
    expect(await devices.add(deviceOf(subject, { passkey }))).toBe('known')
  })

  describe('renaming', () => {
    it('takes 1 to 60 characters of any plane', async () => {
      const subject = someone()
      const device = deviceOf(subject)
      await devices.add(device)
      expect(await devices.rename(subject, device.id, '📱'.repeat(60))).toBe(true)
      const [renamed] = await devices.of(subject)
      expect(renamed).toStrictEqual({ ...device, name: '📱'.repeat(60) })
      for (const name of ['', 'x'.repeat(61), '📱'.repeat(61)])
        await expect(devices.rename(subject, device.id, name)).rejects.toThrow(DirectoryRefusal)
    })

    it('leaves alone what is not there, and what is of somebody else', async () => {
      const device = deviceOf(someone())
      await devices.add(device)
      expect(await devices.rename(someone(), device.id, 'Mine')).toBe(false)
      expect(await devices.rename(device.subject, newId(), 'Mine')).toBe(false)
      expect(await devices.of(device.subject)).toEqual([device])
    })
  })

  describe('removing', () => {
    it('keeps the last one, unless that was said', async () => {
      const subject = someone()
      const [one, other] = [deviceOf(subject), deviceOf(subject)]
      await devices.add(one)
      await devices.add(other)
      expect(await devices.remove(subject, one.id, false)).toBe('removed')
      expect(await devices.remove(subject, one.id, true)).toBe('unknown')
      expect(await devices.remove(subject, other.id, false)).toBe('last')
      expect(await devices.of(subject)).toEqual([other])
      expect(await devices.remove(subject, other.id, true)).toBe('removed')
      expect(await devices.of(subject)).toEqual([])
    })

    it('leaves alone what is of somebody else', async () => {
      const [mine, other] = [deviceOf(someone()), deviceOf(someone())]
      await devices.add(mine)
      await devices.add(other)
      expect(await devices.remove(mine.subject, other.id, true)).toBe('unknown')
      expect(await devices.of(other.subject)).toEqual([other])
    })

    it('leaves one, when two remove each other at once', async () => {
      for (let round = 0; round < 10; round++) {
        const subject = someone()
        const [one, other] = [deviceOf(subject), deviceOf(subject)]
        await devices.add(one)
        await devices.add(other)
        const removed = await Promise.all([
          devices.remove(subject, one.id, false),
          devices.remove(subject, other.id, false),
        ])
        expect(removed.toSorted()).toEqual(['last', 'removed'])
        expect(await devices.of(subject)).toHaveLength(1)
      }
    })
  })

  describe('using', () => {
    it('keeps the counter, and when that was', async () => {
      const device = deviceOf(someone())
      await devices.add(device)
      expect(await devices.used(device.id, 7, START + 10)).toBe(true)
      expect(await devices.used(device.id, 8, START + 5)).toBe(true)
      const [found] = await devices.of(device.subject)
      expect(found).toStrictEqual({
        ...device,
        lastUsedAt: START + 10,
        passkey: { ...device.passkey, counter: 8 },
      })
    })

    it('tells a counter that does not go on, and keeps nothing of it', async () => {
      const device = deviceOf(someone())
      await devices.add(device)
      await devices.used(device.id, 7, START)
      for (const counter of [7, 6, 0])
        expect(await devices.used(device.id, counter, START + 10)).toBe(false)
      const [found] = await devices.of(device.subject)
      expect([found?.passkey.counter, found?.lastUsedAt]).toEqual([7, START])
    })

    it('takes passkeys that do not count, at 0', async () => {
      const device = deviceOf(someone())
      await devices.add(device)
      expect(await devices.used(device.id, 0, START)).toBe(true)
      expect(await devices.used(device.id, 0, START + 1)).toBe(true)
    })

    it('takes one count once, of twenty at once', async () => {
      const device = deviceOf(someone())
      await devices.add(device)
      const used = await Promise.all(
        Array.from({ length: 20 }, async () => devices.used(device.id, 4_294_967_295, START)),
      )
      expect(used.filter(Boolean)).toHaveLength(1)
    })

    it('is not told of a device that is not there', async () => {
      expect(await devices.used(newId(), 1, START)).toBe(false)
    })
  })

  describe('subscriptions', () => {
    it('are put in place of each other, and removed', async () => {
      const device = deviceOf(someone())
      await devices.add(device)
      const another = { ...SUBSCRIPTION, endpoint: 'https://push.example/send/2' }
      await devices.subscribe(device.id, SUBSCRIPTION)
      await devices.subscribe(device.id, another)
      expect(await devices.of(device.subject)).toStrictEqual([{ ...device, subscription: another }])
      await devices.subscribe(device.id, undefined)
      expect(await devices.of(device.subject)).toStrictEqual([device])
    })

    it('that are dead are removed, and not those that came after them', async () => {
      const device = deviceOf(someone(), { subscription: SUBSCRIPTION })
      await devices.add(device)
      await devices.unsubscribe(device.id, 'https://push.example/send/2')
      expect(await devices.of(device.subject)).toEqual([device])
      await devices.unsubscribe(device.id, SUBSCRIPTION.endpoint)
      expect(await devices.of(device.subject)).toEqual([{ ...device, subscription: undefined }])
    })

    it('of devices that are not there are of no account', async () => {
      await expect(devices.subscribe(newId(), SUBSCRIPTION)).resolves.toBeUndefined()
      await expect(devices.unsubscribe(newId(), SUBSCRIPTION.endpoint)).resolves.toBeUndefined()
    })
  })

  describe.each(HOSTILE)('$what', ({ text, clean, isName }) => {
    it('finds nothing', async () => {
      expect(await devices.of(text)).toEqual([])
      expect(await devices.byCredential(text)).toBeUndefined()
      expect(await devices.rename(text, text, 'Name')).toBe(false)
      expect(await devices.remove(text, text, true)).toBe('unknown')
      expect(await devices.used(text, 1, START)).toBe(false)
      await devices.unsubscribe(text, text)
      await devices.subscribe(text, SUBSCRIPTION)
    })

    it('is refused as an id or a credential', async () => {
      const device = deviceOf(someone())
      const passkey = { ...device.passkey, credentialId: text }
      await expect(devices.add({ ...device, id: text })).rejects.toThrow(DirectoryRefusal)
      await expect(devices.add({ ...device, passkey })).rejects.toThrow(DirectoryRefusal)
      expect(await devices.of(device.subject)).toEqual([])
    })

    it('is cleaned in a name, or refused for its length', async () => {
      const device = deviceOf(someone())
      await devices.add(device)
      const fits = clean.length <= 60
      const renamed = await devices.rename(device.subject, device.id, text).catch(refusalOf)
      expect(renamed).toBe(fits || 'bad_value')
      expect(await devices.of(device.subject)).toEqual([
        { ...device, name: fits ? clean : 'Phone' },
      ])
    })

    it('is cleaned in transports, and cut', async () => {
      const device = deviceOf(someone())
      const passkey = { ...device.passkey, transports: Array.from({ length: 99 }, () => text) }
      expect(await devices.add({ ...device, passkey })).toBe('added')
      const transports = Array.from({ length: 16 }, () => clean.slice(0, 32))
      const kept = { ...device, passkey: { ...passkey, transports } }
      expect(await devices.of(device.subject)).toEqual([kept])
    })

    it('is kept in a subscription as it is, or refused', async () => {
      const device = deviceOf(someone(), { subscription: SUBSCRIPTION })
      await devices.add(device)
      const subscription = { endpoint: text, keys: { p256dh: text, auth: text } }
      const outcome = await devices.subscribe(device.id, subscription).catch(refusalOf)
      expect(outcome).toBe(isName ? undefined : 'bad_value')
      const kept = { ...device, subscription: isName ? subscription : SUBSCRIPTION }
      expect(await devices.of(device.subject)).toEqual([kept])
    })
  })
})
