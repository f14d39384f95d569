// What the tests ask inside of the page. Playwright sends the functions there as text, so each of
// them stands alone, with all that it calls.
/* oxlint-disable unicorn/consistent-function-scoping */
import type { Page } from 'playwright-core'

export interface KeptSession {
  readonly members: string[]
  readonly privateKey: { type: string; extractable: boolean; usages: string[] } | undefined
  /** What came of every way to export the key. */
  readonly exports: string[]
  readonly elsewhere: { cookie: string; localStorage: number; sessionStorage: number }
}

/** Reads all that the page has stored, as any script in it could. */
export async function readSession(): Promise<KeptSession> {
  const database = await new Promise<IDBDatabase>((resolve) => {
    const opening = indexedDB.open('countersign-example')
    opening.addEventListener('success', () => resolve(opening.result))
  })
  const values = await new Promise<Record<string, unknown>[]>((resolve) => {
    const reading = database.transaction('session').objectStore('session').getAll()
    reading.addEventListener('success', () => resolve(reading.result))
  })
  database.close()

  const key = (values[0]?.['keyPair'] as CryptoKeyPair | undefined)?.privateKey
  const exports = await Promise.all(
    (['jwk', 'pkcs8'] as const).map(async (format) => {
      if (!key) return 'no key'
      return crypto.subtle.exportKey(format, key).then(
        () => `${format}: exported`,
        (error: Error) => `${format}: ${error.name}`,
      )
    }),
  )
  return {
    members: values.flatMap((value) => Object.keys(value)).toSorted(),
    privateKey: key && { type: key.type, extractable: key.extractable, usages: key.usages },
    exports,
    elsewhere: {
      cookie: document.cookie,
      localStorage: localStorage.length,
      sessionStorage: sessionStorage.length,
    },
  }
}

/** The width that the page takes: more than its window where it has to be scrolled. */
export function widthOf(): number {
  return document.documentElement.scrollWidth
}

/** The texts whose contrast is below the 4.5 of WCAG 2.2 §1.4.3. */
export function contrasts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const parse = (color: string): number[] => (color.match(/[\d.]+/g) ?? []).map(Number)
    const luminance = ([r = 0, g = 0, b = 0]: number[]): number => {
      const [red = 0, green = 0, blue = 0] = [r, g, b].map((value) =>
        value <= 10.31 ? value / 3294.6 : ((value / 255 + 0.055) / 1.055) ** 2.4,
      )
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
    const groundOf = (node: Element | null): number[] => {
      if (!node) return [255, 255, 255]
      const color = parse(getComputedStyle(node).backgroundColor)
      return color[3] === 0 ? groundOf(node.parentElement) : color
    }
    return [...document.querySelectorAll('h1, h2, p, b, li, pre, button, summary, code')]
      .filter((node) => node.checkVisibility() && node.textContent)
      .filter((node) => {
        const text = luminance(parse(getComputedStyle(node).color))
        const ground = luminance(groundOf(node))
        const [light, dark] = text > ground ? [text, ground] : [ground, text]
        return (light + 0.05) / (dark + 0.05) < 4.5
      })
      .map((node) => node.outerHTML)
  })
}
