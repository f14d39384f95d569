import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { builtSite, type BuiltSite } from './built-site.js'
import { launchChromium, reader, type Reader } from './chromium.js'

const SIZES = {
  phone: { width: 390, height: 844 },
  desktop: { width: 1280, height: 800 },
} as const

/** One page of each kind, the ones that are widest first. */
const PAGES = [
  'index.html',
  'guide/express.html',
  'packages/core.html',
  'packages/index.html',
  'reference/checks.html',
  'reference/errors.html',
  'reference/options.html',
  'reference/conformance.html',
  'reference/api/core.html',
  'threat-model.html',
  'performance.html',
]

let site: BuiltSite
let browser: Browser
beforeAll(async () => {
  site = await builtSite()
  browser = await launchChromium()
}, 300_000)
afterAll(() => browser?.close())

describe.each(Object.entries(SIZES))('on a %s', (_, viewport) => {
  // One for all of them: what is loaded, and compiled, once need not be so again.
  let open: Reader
  beforeAll(async () => {
    open = await reader(browser, site.url, { viewport, colorScheme: 'light' })
  })
  afterAll(() => open?.page.context().close())

  it('shows every kind of page, and none is wider than the screen', async () => {
    const paths = viewport === SIZES.phone ? PAGES : PAGES.slice(0, 5)
    for (const path of paths) {
      await visit(open.page, path)
      expect([path, await open.page.locator('h1').first().isVisible()]).toEqual([path, true])
      expect([path, await tooWide(open.page)]).toEqual([path, 0])
    }
    expect(open.complaints).toEqual([])
  })

  it('finds what is searched, offline', async () => {
    const { page } = open
    await visit(page, '')
    await page.getByRole('button', { name: 'Search' }).first().click()
    await page.getByRole('searchbox').fill('DPoP')
    const result = page.locator('#localsearch-list a').first()
    await result.waitFor()
    await result.click()
    await page.waitForURL((url) => url.pathname !== site.base)
    await page.locator('h1').first().waitFor()
    expect(await page.locator('main').innerText()).toContain('DPoP')
    expect(open.complaints).toEqual([])
  })

  it('is dark or light as it is told, and stays so', async () => {
    const { page } = open
    await visit(page, '')
    const light = await ground(page)
    await toggle(page)
    await expect.poll(() => ground(page)).not.toBe(light)
    const dark = await ground(page)
    await visit(page, 'reference/errors.html')
    expect(await ground(page)).toBe(dark)
    expect(open.complaints).toEqual([])
  })
})

describe('the navigation', () => {
  it('goes from the first page to a guide and on, without loading anew', async () => {
    const viewport = SIZES.desktop
    const { page, complaints } = await reader(browser, site.url, { viewport })
    await visit(page, '')
    await page.evaluate(() => Object.assign(window, { loadedOnce: true }))
    await page.getByRole('link', { name: 'Get started' }).click()
    await page.getByRole('heading', { name: 'Getting started with Express' }).waitFor()
    await page.locator('aside').getByRole('link', { name: 'What is checked' }).click()
    await page.getByRole('heading', { name: 'What is checked, in which order' }).waitFor()
    expect(await page.evaluate(() => 'loadedOnce' in window)).toBe(true)
    expect(complaints).toEqual([])
    await page.context().close()
  })
})

/** Opens a page, and waits until its scripts have taken over. */
async function visit(page: Page, path: string): Promise<void> {
  await page.goto(site.url + path)
  await page.waitForFunction(() => '__vue_app__' in (document.querySelector('#app') ?? {}))
}

const tooWide = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)

const ground = (page: Page): Promise<string> =>
  page.evaluate(() => getComputedStyle(document.body).backgroundColor)

/** On a phone the switch is in the menu. */
async function toggle(page: Page): Promise<void> {
  const menu = page.getByRole('button', { name: 'mobile navigation' })
  if (await menu.isVisible()) await menu.click()
  await page.getByRole('switch').locator('visible=true').click()
}
