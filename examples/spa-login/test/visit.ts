import type { Page } from 'playwright-core'
import type { SpaLogin } from '../src/index.js'

/** What a page was seen to do. */
export interface Watched {
  readonly urls: string[]
  /** Claims of the DPoP proofs that it sent. */
  readonly proofs: Record<string, unknown>[]
  /** Errors in the console, apart from refusals, which browsers write there on their own. */
  readonly errors: string[]
}

/** Watches the requests and the console of a page, and of its frames. */
export function watch(page: Page): Watched {
  const watched: Watched = { urls: [], proofs: [], errors: [] }
  page.on('request', (request) => {
    watched.urls.push(request.url())
    const { dpop } = request.headers()
    if (dpop) watched.proofs.push(decodeClaims(dpop))
  })
  page.on('console', (message) => {
    const refusal = /^Failed to load resource: the server responded with a status of 40[01] /
    if (message.type() === 'error' && !refusal.test(message.text())) {
      watched.errors.push(message.text())
    }
  })
  page.on('pageerror', (error) => watched.errors.push(String(error)))
  return watched
}

/** What a page must not have done: calls to others than the example's servers, and errors. */
export function unexpected(watched: Watched, { page, issuer, api, thief }: SpaLogin): string[] {
  const own = new Set([page, issuer, api, thief])
  const strange = watched.urls.filter((url) => {
    const { protocol, origin } = new URL(url)
    return protocol !== 'data:' && !own.has(origin)
  })
  return [...strange, ...watched.errors]
}

/** Signs the user in, as far as the first answer of the API. */
export async function signIn(page: Page, { page: url, user }: SpaLogin): Promise<void> {
  await page.goto(url)
  await page.click('#sign-in')
  await page.fill('#username', user.username)
  await page.fill('#password', user.password)
  await page.click('button')
  await signedIn(page)
}

/** Waits until the page shows who is signed in. */
export async function signedIn(page: Page): Promise<void> {
  await page.locator('#user', { hasText: 'ada' }).waitFor()
}

export async function textOf(page: Page, selector: string): Promise<string> {
  return (await page.locator(selector).textContent()) ?? ''
}

function decodeClaims(jwt: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString())
}
