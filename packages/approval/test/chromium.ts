import { existsSync } from 'node:fs'
import { chromium, type Browser } from 'playwright-core'

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

// What keeps it from asking anybody but the page's own server, and lets it run in a container.
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Starts Chromium without a window: that of `CHROMIUM_PATH`, or of one of the usual places. */
export function launchChromium(): Promise<Browser> {
  const executablePath = process.env['CHROMIUM_PATH'] ?? PLACES.find((path) => existsSync(path))
  if (!executablePath) throw new Error('No Chromium found: install it, or set CHROMIUM_PATH')
  return chromium.launch({ executablePath, args: FLAGS })
}
