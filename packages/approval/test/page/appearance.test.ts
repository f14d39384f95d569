import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium } from '../chromium.js'
import { accessibilityFaults } from './axe.js'
import { FakeOwner } from './fake-owner.js'
import { SAMPLES, type Sample } from './screens.js'
import { PHONE, visit, type Visit } from './visit.js'

const LOOKS = [
  { look: 'phone-light', viewport: PHONE, colorScheme: 'light' },
  { look: 'phone-dark', viewport: PHONE, colorScheme: 'dark' },
  { look: 'desktop', viewport: { width: 1280, height: 800 }, colorScheme: 'light' },
] as const

let browser: Browser
let owner: FakeOwner
/** Where pictures are kept, if somebody wants to look at them. */
const folder = process.env['COUNTERSIGN_SCREENSHOTS']

beforeAll(async () => {
  browser = await launchChromium()
  owner = await FakeOwner.start()
})

afterAll(async () => {
  await browser.close()
  await owner.close()
})

let seen: Visit

beforeAll(async () => {
  seen = await visit(browser, owner, '', { reducedMotion: 'reduce' })
  // Some screens come after a passkey.
  const { page } = seen
  await page.goto(owner.at('pair#ABCD-EFGH-JKLM'))
  await page.getByRole('button', { name: 'Create the passkey' }).click()
  await page.getByRole('heading', { name: 'This device is paired' }).waitFor()
})

describe.each(SAMPLES)('$name', (sample) => {
  it('is there for everybody, in light and dark, on a phone and on a desk', async () => {
    const { page, complaints } = seen
    await page.setViewportSize(PHONE)
    await page.emulateMedia({ colorScheme: 'light' })
    await open(page, sample)
    for (const { look, viewport, colorScheme } of LOOKS) {
      await page.setViewportSize(viewport)
      await page.emulateMedia({ colorScheme })
      await keep(page, `${sample.name}-${look}`)
      const faults = await wideFaults(page)
      // Names and order are those of the phone, and colours those of the look.
      if (viewport === PHONE) {
        const what = colorScheme === 'dark' ? 'colours' : 'everything'
        faults.push(...(await accessibilityFaults(page, what)), ...(await smallTargets(page)))
      }
      expect({ look, faults }).toEqual({ look, faults: [] })
    }
    expect(complaints).toEqual([])
  })

  it('keeps within its width with text at twice its size', async () => {
    const { page } = seen
    await page.setViewportSize(PHONE)
    await page.evaluate(() => {
      document.documentElement.style.fontSize = '200%'
    })
    await keep(page, `${sample.name}-large`)
    expect(await wideFaults(page)).toEqual([])
  })
})

/** All of it, without bars across its middle. */
async function keep(page: Page, name: string): Promise<void> {
  if (folder === undefined) return
  const { width, height } = page.viewportSize() ?? PHONE
  const all = await page.evaluate(() => document.documentElement.scrollHeight)
  await page.setViewportSize({ width, height: Math.max(height, all) })
  await page.screenshot({ path: join(folder, `${name}.png`) })
}

async function open(page: Page, { path, arrange, act, signedOut }: Sample): Promise<void> {
  owner.record.clear()
  if (!signedOut) owner.record.signIn()
  arrange?.(owner.record)
  await page.goto('about:blank')
  await page.goto(owner.at(path))
  await page.locator('main:not([aria-busy])').waitFor()
  await act?.(page)
}

/** What makes it scroll to the side. */
async function wideFaults(page: Page): Promise<string[]> {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
  return over > 0 ? [`${over} pixels too wide`] : []
}

/** Controls that a thumb misses: below 44 pixels in one direction. Links in a line of text may be. */
function smallTargets(page: Page): Promise<readonly string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('button, input, summary, label.choice, a.button, a.item, nav a')]
      .filter((node) => node.checkVisibility() && !node.matches('.choice input'))
      .filter((node) => {
        const { width, height } = node.getBoundingClientRect()
        return width < 44 || height < 44
      })
      .map((node) => `${node.tagName} ${node.textContent}`),
  )
}
