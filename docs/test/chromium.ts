import { existsSync } from 'node:fs'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

// Nobody but this machine is found by any name: what the site needs is in its folder.
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
]

/** Starts Chromium without a window: that of `CHROMIUM_PATH`, or of one of the usual places. */
export function launchChromium(): Promise<Browser> {
  const executablePath = process.env['CHROMIUM_PATH'] ?? PLACES.find((path) => existsSync(path))
  if (!executablePath) throw new Error('No Chromium found: install it, or set CHROMIUM_PATH')
  return chromium.launch({ executablePath, args: FLAGS })
}

export interface Reader {
  readonly page: Page
  /** Errors of the console, answers other than good ones, requests to others. */
  readonly complaints: readonly string[]
}

/** Somebody who reads the site at `url`, and is not online. */
export async function reader(
  browser: Browser,
  url: string,
  options: BrowserContextOptions,
): Promise<Reader> {
  const context = await browser.newContext({ locale: 'en-GB', ...options })
  context.setDefaultTimeout(45_000)
  const complaints: string[] = []
  context.on('request', (request) => {
    const to = request.url()
    if (!to.startsWith(url) && !to.startsWith('data:')) complaints.push(`asked ${to}`)
  })
  context.on('response', (response) => {
    if (response.status() >= 400) complaints.push(`${response.status()} ${response.url()}`)
  })
  const page = await context.newPage()
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
  })
  return { page, complaints }
}
