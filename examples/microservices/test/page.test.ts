import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { findChromium, launchChromium } from '../../spa-login/test/chromium.js'
import { contrasts, widthOf } from '../../spa-login/test/in-page.js'
import { createBrowser, signIn as signInElsewhere } from '../src/browser.js'
import { startMicroservices, type Microservices } from '../src/index.js'

const missing = !findChromium() && process.env['CI'] !== 'true'
if (missing) {
  console.warn('Skipped for want of Chromium: apt-get install chromium, or set CHROMIUM_PATH')
}

// Starting a browser, and checking passwords, takes long on purpose, and longer on a busy machine.
const timeout = 60_000

describe.skipIf(missing)('the page of the gateway, in Chromium', { timeout }, () => {
  let services: Microservices
  let browser: Browser
  let context: BrowserContext
  let page: Page
  let problems: string[]
  let seen: string[]
  let session: string

  beforeAll(async () => {
    services = await startMicroservices()
    browser = await launchChromium()
    const elsewhere = createBrowser(services.gateway)
    await signInElsewhere(elsewhere, services, services.user)
    session = elsewhere.cookies.get('gateway-session') ?? ''
  }, timeout)

  afterAll(async () => {
    await browser?.close()
    await services?.close()
  })

  beforeEach(async () => {
    context = await browser.newContext()
    context.setDefaultTimeout(30_000)
    page = await context.newPage()
    problems = []
    seen = []
    page.on('pageerror', (error) => problems.push(String(error)))
    page.on('console', (message) => {
      // Browsers write refusals there on their own: nobody is signed in at first.
      const refusal = /^Failed to load resource: the server responded with a status of 401 /
      if (message.type() === 'error' && !refusal.test(message.text())) problems.push(message.text())
    })
    page.on('request', (request) => {
      const { origin, protocol } = new URL(request.url())
      const own = [services.gateway, services.issuer].includes(origin)
      if (protocol !== 'data:' && !own) problems.push(request.url())
      seen.push(request.url(), JSON.stringify(request.headers()), request.postData() ?? '')
    })
  })

  afterEach(async () => {
    await context.close()
    // Holds for each of the tests: no error, no call to anybody else, and no token in the browser.
    // oxlint-disable-next-line vitest/no-standalone-expect
    expect(problems).toEqual([])
    // oxlint-disable-next-line vitest/no-standalone-expect
    expect(seen.filter((text) => text.includes('eyJ'))).toEqual([])
  })

  async function signIn(): Promise<void> {
    await page.goto(services.gateway)
    await page.click('#sign-in')
    await page.fill('#username', services.user.username)
    await page.fill('#password', services.user.password)
    await page.click('button')
    await page.locator('#user', { hasText: 'Ada Lovelace (ada)' }).waitFor()
  }

  /** The page of somebody who has signed in before: passwords take their time. */
  async function visit(): Promise<void> {
    const { hostname: domain } = new URL(services.gateway)
    const rules = { path: '/', httpOnly: true, sameSite: 'Strict' } as const
    await context.addCookies([{ name: 'gateway-session', value: session, domain, ...rules }])
    await page.goto(services.gateway)
    await page.locator('#user', { hasText: 'Ada Lovelace (ada)' }).waitFor()
  }

  const rows = (table: string): Promise<string[][]> =>
    page
      .locator(`${table} tbody tr`)
      .evaluateAll((all) =>
        all.map((row) => [...row.children].map((cell) => cell.textContent ?? '')),
      )

  it('shows what each service was shown, once the user has ordered', async () => {
    await signIn()
    expect(page.url()).toBe(`${services.gateway}/`)
    await page.click('#order')
    await page.locator('#hops table').waitFor()
    const shown = await rows('#hops')
    expect(shown.map(([hop, token, aud, scope]) => [hop, token, aud, scope])).toEqual([
      ['issuer → gateway', 'access', 'gateway.example.com', 'profile orders:write billing:charge'],
      ['gateway → orders', 'access', 'orders.example.com', 'orders:write billing:charge'],
      ['orders → billing', 'access', 'billing.example.com', 'billing:charge'],
      ['orders → billing', 'the order', 'billing.example.com', '–'],
    ])
    expect(shown.map(([, , , , sub, act, encrypted]) => [sub, act, encrypted])).toEqual([
      ['ada', '–', 'no'],
      ['ada', 'gateway', 'no'],
      ['ada', 'orders for gateway', 'yes'],
      ['ada', '–', 'yes'],
    ])
  })

  it('shows what is refused, with the reason', async () => {
    await visit()
    await page.click('#refuse')
    await page.locator('#attempts table').waitFor()
    expect((await rows('#attempts'))[0]).toEqual([
      "the user's token",
      'orders',
      '401 invalid_token',
      'wrong_audience',
    ])
    expect(await page.locator('#attempts .good').count()).toBe(10)
    expect(await page.locator('#attempts .bad').count()).toBe(0)
  })

  it('signs out everywhere at once', async () => {
    await signIn()
    await page.click('#order')
    await page.locator('#hops table').waitFor()
    await page.click('#sign-out')
    await page.locator('#attempts table').waitFor()
    expect((await rows('#attempts')).map(([, to, answer]) => [to, answer])).toEqual([
      ['issuer', '400 invalid_request'],
      ['issuer', '400 invalid_request'],
      ['orders', '401 invalid_token'],
      ['billing', '401 invalid_token'],
    ])
    expect(await page.locator('#hops table').count()).toBe(0)
    expect(await page.locator('#sign-in').isVisible()).toBe(true)
    await page.reload()
    await page.locator('#sign-in').waitFor()
  })

  it('is still signed in after a reload, and keeps nothing that a script could read', async () => {
    await signIn()
    await page.reload()
    await page.locator('#user', { hasText: 'ada' }).waitFor()
    const kept = await page.evaluate(() => ({
      cookie: document.cookie,
      local: localStorage.length,
      session: sessionStorage.length,
    }))
    expect(kept).toEqual({ cookie: '', local: 0, session: 0 })
    const cookies = await context.cookies()
    expect(cookies).toMatchObject([{ name: 'gateway-session', httpOnly: true, sameSite: 'Strict' }])
  })

  it('says that an answer to a sign-in is of somebody else', async () => {
    await page.goto(`${services.gateway}/signed-in?code=other&state=other`)
    await page.locator('#error', { hasText: 'not the answer' }).waitFor()
    expect(page.url()).toBe(`${services.gateway}/`)
  })

  it('says that a session is over', async () => {
    await visit()
    await context.clearCookies()
    await page.click('#order')
    await page.locator('#error', { hasText: 'session is over' }).waitFor()
    expect(await page.locator('#sign-in').isVisible()).toBe(true)
  })

  it('fits 360 pixels, and reads as a table there too, in the light and in the dark', async () => {
    await page.setViewportSize({ width: 360, height: 640 })
    await page.emulateMedia({ colorScheme: 'dark' })
    await visit()
    await page.click('#order')
    await page.locator('#hops table').waitFor()
    await page.click('#refuse')
    await page.locator('#attempts table').waitFor()
    expect(await page.evaluate(widthOf)).toBe(360)
    expect(await page.getByRole('table').count()).toBe(2)
    expect(await page.getByRole('rowheader', { name: 'gateway → orders' }).count()).toBe(1)
    expect(await page.getByRole('table', { name: 'What was refused' }).count()).toBe(1)
    expect(await page.evaluate(cellContrast)).toEqual([])
    expect(await contrasts(page)).toEqual([])
    await page.emulateMedia({ colorScheme: 'light' })
    expect(await contrasts(page)).toEqual([])
  })
})

/** Cells that are hidden from people: none. */
function cellContrast(): string[] {
  return [...document.querySelectorAll('tbody td')]
    .filter((cell) => !cell.checkVisibility())
    .map((cell) => cell.outerHTML)
}
