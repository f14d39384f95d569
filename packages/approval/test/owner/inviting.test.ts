import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Directory } from '../../src/directory/directory.js'
import { directoryOn, OPENING } from '../support/directories.js'
import { errorIn, optionsIn, type Answer } from '../support/owner/browser.js'
import { invitationBy } from '../support/owner/invitation-by.js'
import { openWorld, type Owner, type World } from '../support/owner/owner-world.js'

let directory: Directory
let close: () => Promise<void>

beforeAll(async () => ({ directory, close } = await directoryOn('PostgreSQL')), OPENING)
afterAll(async () => close())

function codeIn({ body }: Answer): string {
  return (body as { readonly code: string }).code
}

/** The same person, on a second device. */
async function tabletOf(world: World, owner: Owner): Promise<Owner> {
  const code = codeIn(await invitationBy(owner))
  const tablet = { ...owner, browser: world.browser(), authenticator: world.authenticator() }
  expect((await tablet.browser.pair(code, tablet.authenticator)).status).toBe(200)
  return tablet
}

async function removeFirst({ person, browser, authenticator }: Owner): Promise<void> {
  const [first] = await directory.devices.of(person.subject)
  const challenged = await browser.post(`api/devices/${first?.id}/challenge`)
  const credential = authenticator.get(optionsIn(challenged))
  expect((await browser.post(`api/devices/${first?.id}/remove`, { credential })).status).toBe(204)
}

describe('an invitation', () => {
  it('is for nobody who has but a cookie', async () => {
    const world = await openWorld(directory)
    const { browser } = await world.owner()
    const thief = world.browser().with(browser.cookie)
    expect(errorIn(await thief.post('api/devices/invite'))).toBe('400 bad_request')
    const challenged = await thief.post('api/devices/invite/challenge')
    const { authenticator } = await world.owner()
    const credential = authenticator.get(optionsIn(challenged))
    const invited = await thief.post('api/devices/invite', { credential })
    expect(errorIn(invited)).toBe('403 bad_passkey')
  })

  it('is for no passkey that was shown for another thing, or before', async () => {
    const world = await openWorld(directory)
    const { person, browser, authenticator } = await world.owner()
    const [device] = await directory.devices.of(person.subject)
    const asked = [
      await browser.post('api/sign-in/start'),
      await browser.post(`api/devices/${device?.id}/challenge`),
      await browser.post('api/user-code/challenge'),
    ]
    for (const answer of asked) {
      await browser.post('api/devices/invite/challenge')
      const credential = authenticator.get(optionsIn(answer))
      const invited = await browser.post('api/devices/invite', { credential })
      expect(errorIn(invited)).toBe('403 bad_passkey')
    }
    const challenged = await browser.post('api/devices/invite/challenge')
    const credential = authenticator.get(optionsIn(challenged))
    const both = await Promise.all([
      browser.post('api/devices/invite', { credential }),
      browser.post('api/devices/invite', { credential }),
    ])
    expect(both.filter(({ status }) => status === 200)).toHaveLength(1)
  })

  it('comes twenty times in ten minutes at most', async () => {
    const world = await openWorld(directory)
    const owner = await world.owner()
    for (let number = 1; number <= 20; number++) {
      expect((await invitationBy(owner)).status).toBe(200)
    }
    expect(errorIn(await invitationBy(owner))).toBe('429 too_many_tries')
  })

  it('ends with the device that it came from', async () => {
    const world = await openWorld(directory)
    const stolen = await world.owner()
    const tablet = await tabletOf(world, stolen)
    const [early, late] = [await invitationBy(stolen), await invitationBy(stolen)]
    const thief = world.browser()
    const started = await thief.post('api/pair/start', { code: codeIn(early) })
    await removeFirst(tablet)
    const credential = world.authenticator().create(optionsIn(started))
    const body = { code: codeIn(early), name: 'Phone', credential }
    expect(errorIn(await thief.post('api/pair/finish', body))).toBe('403 bad_code')
    const again = await thief.post('api/pair/start', { code: codeIn(late) })
    expect(errorIn(again)).toBe('403 bad_code')
    expect(await directory.devices.of(stolen.person.subject)).toHaveLength(1)
  })

  it('of the application stays when a device goes', async () => {
    const world = await openWorld(directory)
    const phone = await world.owner()
    const tablet = await tabletOf(world, phone)
    const { code } = await world.side.invite(phone.person)
    await removeFirst(tablet)
    expect((await world.browser().pair(code, world.authenticator())).status).toBe(200)
  })
})

describe('a new name', () => {
  it('is given thirty times in ten minutes at most, so that nothing is hidden behind them', async () => {
    const world = await openWorld(directory)
    const { person, browser } = await world.owner()
    const [device] = await directory.devices.of(person.subject)
    const path = `api/devices/${device?.id}/rename`
    for (let number = 1; number <= 30; number++) {
      expect((await browser.post(path, { name: `Phone ${number}` })).status).toBe(200)
    }
    expect(errorIn(await browser.post(path, { name: 'Phone' }))).toBe('429 too_many_tries')
  })
})
