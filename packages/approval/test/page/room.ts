import type { Browser, BrowserContextOptions, Locator } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import { launchChromium } from '../chromium.js'
import { FakeOwner } from './fake-owner.js'
import { visit, type Visit } from './visit.js'

export interface PageRoom {
  readonly owner: FakeOwner
  readonly browser: Browser
  /** Opens a screen in a browser that is closed after the test. */
  open(path?: string, options?: BrowserContextOptions): Promise<Visit>
  /** Opens it in a browser that was paired once for all tests of the file, and is signed in. */
  paired(path?: string): Promise<Visit>
}

/** Waits until it is there. */
export async function isShown(locator: Locator): Promise<boolean> {
  await locator.waitFor()
  return true
}

/** A server and a browser for the tests of a file. */
export function pageRoom(): PageRoom {
  let browser: Browser
  let owner: FakeOwner
  let visits: Visit[] = []
  let device: Visit | undefined

  beforeAll(async () => {
    browser = await launchChromium()
    owner = await FakeOwner.start()
  })
  beforeEach(() => {
    owner.record.clear()
    owner.received.length = 0
    owner.failure = undefined
  })
  afterEach(async () => {
    await Promise.all(visits.map(({ context }) => context.close()))
    visits = []
    await device?.page.goto('about:blank')
  })
  afterAll(async () => {
    await browser.close()
    await owner.close()
  })

  return {
    get owner() {
      return owner
    },
    get browser() {
      return browser
    },
    async open(path, options) {
      const opened = await visit(browser, owner, path, options)
      visits.push(opened)
      return opened
    },
    async paired(path = '') {
      device ??= await pair(browser, owner)
      owner.record.signIn()
      await device.page.goto(owner.at(path))
      await device.page.locator('main:not([aria-busy])').waitFor()
      return device
    },
  }
}

async function pair(browser: Browser, owner: FakeOwner): Promise<Visit> {
  const { devices } = owner.record
  const device = await visit(browser, owner, 'pair#ABCD-EFGH-JKLM')
  await device.page.getByRole('button', { name: 'Create the passkey' }).click()
  await device.page.getByRole('heading', { name: 'This device is paired' }).waitFor()
  await device.page.goto('about:blank')
  owner.received.length = 0
  owner.record.devices = devices
  return device
}
