import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { launchChromium } from '../chromium.js'
import { accessibilityFaults } from '../page/axe.js'
import { PHONE, visit, type Visit } from '../page/visit.js'
import { OPENING } from '../support/directories.js'
import type { Asked } from './print-shop.js'
import { deliverPush, shownNotifications } from './push-in-chromium.js'
import { storyWorld, type StoryWorld } from './story-world.js'

let browser: Browser
let world: StoryWorld
let phone: Visit
let page: Page
let folder: string

beforeAll(async () => {
  browser = await launchChromium()
  world = await storyWorld()
  const told = process.env['COUNTERSIGN_SCREENSHOTS']
  folder = told ?? (await mkdtemp(join(tmpdir(), 'countersign-story-')))
  if (told === undefined) process.stdout.write(`Screenshots of the story: ${folder}\n`)
  const permissions = ['notifications']
  phone = await visit(browser, world, 'pair', {
    permissions,
    reducedMotion: 'reduce',
    serviceWorkers: 'allow',
  })
  page = phone.page
}, OPENING)
afterAll(async () => {
  await browser.close()
  await world.close()
})
// Holds for each of the tests.
// oxlint-disable-next-line vitest/no-standalone-expect
afterEach(() => expect(phone.complaints).toEqual([]))

let step = 0

/** Keeps what is seen, and has it looked at by axe. */
async function keep(name: string): Promise<void> {
  const number = String(++step).padStart(2, '0')
  // All of it, without bars across its middle.
  const height = await page.evaluate(() => document.documentElement.scrollHeight)
  await page.setViewportSize({ ...PHONE, height: Math.max(PHONE.height, height) })
  await page.screenshot({ path: join(folder, `story-${number}-${name}.png`) })
  await page.setViewportSize(PHONE)
  expect(await accessibilityFaults(page, 'everything')).toEqual([])
}

const heading = (): Promise<string | null> => page.getByRole('heading', { level: 1 }).textContent()

/** Asks, and opens the question on the phone. */
async function ask(): Promise<Asked> {
  const asked = await world.shop.ask()
  await page.goto(world.at(''))
  await page
    .getByRole('link', { name: /The Print Shop/ })
    .first()
    .click()
  await page.getByRole('button', { name: 'Yes, with my passkey' }).waitFor()
  return asked
}

async function sayYes({ number, token }: Asked): Promise<string> {
  await page.getByLabel('Type the number that the application shows').fill(number)
  await page.getByRole('button', { name: 'Yes, with my passkey' }).click()
  const given = await token
  await page.getByRole('button', { name: 'Stop now' }).waitFor()
  return given
}

/** Waits until the log has so many lines, or more. */
async function uses(decision: 'accepted' | 'refused', count: number): Promise<void> {
  await page
    .locator(`li.use.${decision}`)
    .nth(count - 1)
    .waitFor()
}

describe('an owner with a phone', () => {
  it('pairs it by the address that somebody is shown', async () => {
    await page.goto('about:blank')
    await page.goto(await world.invite())
    await page.getByLabel('Name of this device').fill('Phone')
    await keep('pair')
    await page.getByRole('button', { name: 'Create the passkey' }).click()
    await page.getByRole('heading', { name: 'This device is paired' }).waitFor()
    expect(page.url()).not.toContain('#')
    await keep('paired')
  })

  it('is told by web push, which the worker shows', async () => {
    // Chromium without a network has no push service: the subscription is that of ours.
    const { subscription } = world.push.subscribe()
    const status = await page.evaluate(async (given) => {
      const response = await fetch('api/devices/current/subscription', {
        method: 'PUT',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ subscription: given }),
      })
      return response.status
    }, subscription)
    expect(status).toBe(204)
    const asked = await ask()
    await expect.poll(() => world.push.messages).toHaveLength(1)
    const [pushed] = world.push.messages
    expect(world.push.complaints).toEqual([])
    // The number is for the screen of whoever asks.
    const { title, body } = pushed?.payload ?? {}
    expect(JSON.stringify([title, body])).not.toMatch(/\d/)
    await deliverPush(phone, world, JSON.stringify(pushed?.payload))
    const titles = async (): Promise<readonly string[]> => shownNotifications(page)
    await expect.poll(titles).toEqual(['The Print Shop asks for access'])
    await keep('ask')
    await page.getByRole('button', { name: 'No', exact: true }).click()
    await expect(asked.token).rejects.toMatchObject({ error: 'access_denied' })
    await keep('no')
  })

  it('says yes by passkey, and sees each use at three APIs as it happens', async () => {
    const asked = await ask()
    await page.getByLabel('Type the number that the application shows').fill(asked.number)
    await keep('ask-with-number')
    const token = await sayYes(asked)
    for (const [name, { url }] of Object.entries(world.apis)) {
      expect([name, await world.shop.use(token, `${url}/photos`)]).toEqual([name, 200])
    }
    await uses('accepted', 3)
    await keep('live')
  })

  it('presses Stop, and the next use is refused everywhere', async () => {
    const token = await sayYes(await ask())
    expect(await world.shop.use(token, `${world.apis.Koa.url}/photos`)).toBe(200)
    await page.getByRole('button', { name: 'Stop now' }).click()
    await keep('stop')
    const pressed = performance.now()
    await page.getByRole('button', { name: 'Stop it', exact: true }).click()
    let status = 200
    while (status === 200) {
      status = await world.shop.use(token, `${world.apis.Koa.url}/photos`)
    }
    const late = Math.round(performance.now() - pressed)
    process.stdout.write(`Refused ${late} ms after Stop was pressed in the browser\n`)
    for (const { url } of Object.values(world.apis)) {
      expect(await world.shop.use(token, `${url}/photos`)).toBe(401)
    }
    await page
      .getByText(/refused: /)
      .first()
      .waitFor()
    await keep('stopped')
  })

  it('sees what is tried with a token after its time', async () => {
    const token = await sayYes(await ask())
    expect(await world.shop.use(token, `${world.apis.Nest.url}/photos`)).toBe(200)
    await uses('accepted', 1)
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 301_000 })
    try {
      expect(await world.shop.use(token, `${world.apis.Nest.url}/photos`)).toBe(401)
      await page
        .getByText(/refused: /)
        .first()
        .waitFor()
      await page.reload()
      await page
        .getByText(/refused: /)
        .first()
        .waitFor()
      await keep('ended')
    } finally {
      vi.useRealTimers()
    }
  })

  it.each([
    ['devices', 'devices', 'Devices'],
    ['history', 'history', 'History'],
    ['settings', 'settings', 'Settings'],
    ['home', '', 'Hello, Ada'],
  ])('finds its %s', async (name, path, title) => {
    await page.goto(world.at(path))
    await page.locator('main:not([aria-busy])').waitFor()
    expect(await heading()).toBe(title)
    await keep(name)
  })
})
