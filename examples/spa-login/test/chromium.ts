import { existsSync } from 'node:fs'
import { chromium, type Browser } from 'playwright-core'

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

// What keeps it from asking anybody but the page's own servers, and lets it run in a container.
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Where Chromium is: where `CHROMIUM_PATH` says, or one of the usual places. */
export function findChromium(): string | undefined {
  const told = process.env['CHROMIUM_PATH']
  return told ?? PLACES.find((path) => existsSync(path))
}

/** Starts Chromium without a window. Fails where there is none. */
export function launchChromium(): Promise<Browser> {
  const executablePath = findChromium()
  if (!executablePath) throw new Error('No Chromium found: install it, or set CHROMIUM_PATH')
  return chromium.launch({ executablePath, args: FLAGS })
}
