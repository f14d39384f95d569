import type {
  Browser,
  BrowserContext,
  BrowserContextOptions,
  CDPSession,
  Page,
} from 'playwright-core'
import type { FakeOwner } from './fake-owner.js'

/** A browser of somebody: its page, its authenticator, and what went wrong. */
export interface Visit {
  readonly context: BrowserContext
  readonly page: Page
  readonly devtools: CDPSession
  /** Errors of the console, violations of the policy, requests to others. */
  readonly complaints: readonly string[]
}

export const PHONE = { width: 360, height: 740 }

/**
 * Opens a screen in a browser of its own, with a passkey authenticator that says yes. Without the service
 * worker, unless it is asked for: it takes a second of each screen.
 */
export async function visit(
  browser: Browser,
  owner: Pick<FakeOwner, 'origin' | 'at'>,
  path = '',
  options: BrowserContextOptions = {},
): Promise<Visit> {
  const context = await browser.newContext({
    viewport: PHONE,
    locale: 'en-GB',
    serviceWorkers: 'block',
    ...options,
  })
  // Less than a test may take: so that it says what was missing.
  context.setDefaultTimeout(30_000)
  const complaints: string[] = []
  context.on('request', (request) => {
    if (!request.url().startsWith(owner.origin)) complaints.push(`asked ${request.url()}`)
  })
  const page = await context.newPage()
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    // The browser's own line about an answer such as a 401, which the page deals with.
    const isAnswer = message.text().startsWith('Failed to load resource')
    const isTold = message.text().includes('blocked by Playwright')
    if (['error', 'warning'].includes(message.type()) && !isAnswer && !isTold)
      complaints.push(message.text())
  })
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
      throw new Error(`CSP: ${violatedDirective} ${blockedURI}`)
    })
  })
  const devtools = await context.newCDPSession(page)
  await devtools.send('WebAuthn.enable')
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  await page.goto(owner.at(path))
  await page.locator('main:not([aria-busy])').waitFor()
  return { context, page, devtools, complaints }
}
