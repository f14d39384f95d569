import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { findChromium, launchChromium } from '../../spa-login/test/chromium.js'
import { contrasts, widthOf } from '../../spa-login/test/in-page.js'
import { startApproval, type ApprovalDemo } from '../src/index.js'
import { PRINT, READ } from '../src/names.js'
import { Visit } from '../src/print-shop/visit.js'
import { Phone } from '../src/story/phone.js'

const missing = !findChromium() && process.env['CI'] !== 'true'
if (missing) {
  console.warn('Skipped for want of Chromium: apt-get install chromium, or set CHROMIUM_PATH')
}

// Starting all of it, and a browser, takes longer on a busy machine.
const timeout = 120_000

let demo: ApprovalDemo
let phone: Phone

beforeAll(async () => {
  demo = await startApproval()
}, timeout)
afterAll(async () => demo?.close())

describe('the shop', { timeout }, () => {
  it('asks for nobody who has no phone, and says what to do', async () => {
    const visit = new Visit(demo.client, demo.servers)
    await visit.ask()
    expect(visit.status()).toMatchObject({
      state: 'refused',
      number: undefined,
      reason: 'Ada has no phone yet: pair it first.',
    })
    phone = await Phone.pair(demo.approval.issuer, await demo.invite())
  })

  it('says that there was no answer in time', async () => {
    const visit = new Visit(demo.client, demo.servers)
    await visit.ask({ lifetime: 1 })
    expect(visit.status().state).toBe('asked')
    await vi.waitFor(() => expect(visit.status().state).toBe('refused'), 10_000)
    expect(visit.status().reason).toBe('Ada has not answered in time.')
  })

  it('takes no form of another site, and nothing that it does not know', async () => {
    const form = await fetch(`${demo.shop}/ask`, { method: 'POST', body: new URLSearchParams() })
    expect(form.status).toBe(415)
    const headers = { 'Content-Type': 'application/json' }
    const body = JSON.stringify({ server: 'https://thief.example', method: 'GET' })
    const use = await fetch(`${demo.shop}/use`, { method: 'POST', headers, body })
    expect(use.status).toBe(400)
  })
})

describe.skipIf(missing)('the page of the shop, in Chromium', { timeout }, () => {
  let browser: Browser
  let context: BrowserContext
  let page: Page
  let problems: string[]
  let seen: string[]

  beforeAll(async () => {
    browser = await launchChromium()
  }, timeout)
  afterAll(async () => browser?.close())

  beforeEach(async () => {
    context = await browser.newContext()
    context.setDefaultTimeout(30_000)
    page = await context.newPage()
    problems = []
    seen = []
    page.on('pageerror', (error) => problems.push(String(error)))
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text())
    })
    page.on('request', (request) => {
      if (new URL(request.url()).origin !== demo.shop) problems.push(request.url())
    })
    page.on('response', (response) => {
      // What came in the moment in which the page was left has no body any more.
      const body = response.text().catch(() => '')
      void body.then((text) => seen.push(text))
    })
    await page.goto(demo.shop)
  })

  afterEach(async () => {
    await context.close()
    // Holds for each of the tests: no error, no call to anybody else, and no token in the browser.
    // oxlint-disable-next-line vitest/no-standalone-expect
    expect(problems).toEqual([])
    // oxlint-disable-next-line vitest/no-standalone-expect
    expect(seen.filter((text) => text.includes('eyJ'))).toEqual([])
  })

  /** Presses the button, and gives what the page shows for Ada, and what she is asked. */
  async function ask(): Promise<{ readonly number: string; readonly id: string }> {
    await page.getByRole('button', { name: 'Ask Ada' }).click()
    const number = await page.locator('#digits:visible').textContent()
    expect(number).toMatch(/^\d\d$/)
    expect(await page.getByRole('button', { name: 'Ask Ada' }).isDisabled()).toBe(true)
    return { number: number ?? '', id: (await phone.waiting()) ?? '' }
  }

  const says = (text: string): Promise<void> =>
    page.getByRole('status').filter({ hasText: text }).waitFor()

  /** Presses a button for a use, and gives the newest line of what came of them. */
  async function use(name: string, count: number): Promise<string | null> {
    await page.getByRole('button', { name }).click()
    await page
      .locator('#log li')
      .nth(count - 1)
      .waitFor()
    return page.locator('#log li').first().textContent()
  }

  it('shows the number, and what the token is good for, until Stop', async () => {
    const { number, id } = await ask()
    expect(await phone.approve(id, { scopes: [READ], lifetime: 60, number })).toBe('ok')
    await says('Ada has said yes.')
    expect(await page.locator('#digits').isVisible()).toBe(false)
    expect(await use('Photos (express)', 1)).toBe('GET /photos on express → 200 let in')
    expect(await use('Photos (koa)', 2)).toBe('GET /photos on koa → 200 let in')
    expect(await use('Photos (nestjs)', 3)).toBe('GET /photos on nestjs → 200 let in')
    expect(await use('Order prints', 4)).toBe(
      'POST /prints on express → 403 Ada did not allow that',
    )
    await phone.stop(id)
    expect(await use('Photos (koa)', 5)).toBe('GET /photos on koa → 401 the token is good no more')
  })

  it('says that Ada has said no, and can ask again', async () => {
    const { id } = await ask()
    await phone.deny(id)
    await says('No token. Ada has said no')
    expect(await page.getByRole('button', { name: 'Photos (koa)' }).isVisible()).toBe(false)
    const again = await ask()
    const choice = { scopes: [READ, PRINT], lifetime: 60, number: again.number }
    expect(await phone.approve(again.id, choice)).toBe('ok')
    await says('Ada has said yes.')
    expect(await use('Order prints', 1)).toBe('POST /prints on express → 201 let in')
  })

  it('fits 360 pixels, in the light and in the dark', async () => {
    await page.setViewportSize({ width: 360, height: 640 })
    const { id } = await ask()
    expect(await page.evaluate(widthOf)).toBe(360)
    await page.emulateMedia({ colorScheme: 'dark' })
    expect(await contrasts(page)).toEqual([])
    await page.emulateMedia({ colorScheme: 'light' })
    expect(await contrasts(page)).toEqual([])
    await phone.deny(id)
  })
})
