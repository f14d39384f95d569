import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import type { Browser, Page } from 'playwright-core'
import { launchChromium } from '../chromium.js'
import type { Directory } from '../../src/directory/directory.js'
import { directoryOn, OPENING } from '../support/directories.js'
import { ask } from '../support/owner/asked.js'
import { openWorld, type World } from '../support/owner/owner-world.js'

let directory: Directory
let close: () => Promise<void>
let browser: Browser

beforeAll(async () => {
  ;({ directory, close } = await directoryOn('PostgreSQL'))
  browser = await launchChromium()
}, OPENING)
afterAll(async () => {
  await browser.close()
  await close()
})

/** The page, in a browser with an authenticator that says yes. */
async function open({ origin }: World, path: string): Promise<Page> {
  const context = await browser.newContext()
  onTestFinished(async () => context.close())
  const page = await context.newPage()
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
  await page.goto(`${origin}/owner/${path}`)
  await page.waitForFunction('globalThis.webauthn')
  return page
}

/** What the page of the test puts there. */
interface PageParts {
  readonly post: (path: string, body: object) => Promise<never>
  readonly webauthn: {
    readonly startRegistration: (ask: object) => Promise<object>
    readonly startAuthentication: (ask: object) => Promise<object>
  }
}

/** What modules of the page do; runs there. */
async function ceremonies({ code, id }: { code: string; id: string }): Promise<object> {
  const { post, webauthn } = globalThis as unknown as PageParts
  const { startRegistration, startAuthentication } = webauthn
  const begun: { options: object } = await post('pair/start', { code })
  const made = await startRegistration({ optionsJSON: begun.options })
  await post('pair/finish', { code, name: 'Chromium', credential: made })
  await post('sign-out', {})
  const { options, ticket }: { options: object; ticket: string } = await post('sign-in/start', {})
  const shown = await startAuthentication({ optionsJSON: options })
  await post('sign-in/finish', { ticket, credential: shown })
  const choice = { scopes: ['read'], lifetime: 60, number: '42' }
  const asked: { options: object } = await post(`approvals/${id}/challenge`, choice)
  const yes = await startAuthentication({ optionsJSON: asked.options })
  return post(`approvals/${id}/approve`, { credential: yes })
}

it('what a real browser makes and sends is what is taken', async () => {
  const world = await openWorld(directory)
  const person = world.person()
  const [{ code }, { id }] = [await world.side.invite(person), await ask(world, person)]
  const page = await open(world, 'pair')
  const approved = await page.evaluate(ceremonies, { code, id })
  expect(approved).toMatchObject({ phase: 'approved', granted: ['read'], decidedBy: 'Chromium' })
  expect((await directory.approvals.get(id))?.granted).toEqual({ scopes: ['read'], lifetime: 60 })
})

it('another site gets nothing done, though the browser has the cookie', async () => {
  const world = await openWorld(directory)
  const person = world.person()
  const [{ code }, { id }] = [await world.side.invite(person), await ask(world, person)]
  const page = await open(world, 'pair')
  await page.evaluate(ceremonies, { code, id })
  const other = await page.context().newPage()
  await other.goto('data:text/html,another site')
  const path = `${world.origin}/owner/api/approvals/${id}/stop`
  const outcome = await other.evaluate(async (path) => {
    const send = async (init: object): Promise<string> =>
      fetch(path, { method: 'POST', credentials: 'include', body: '{}', ...init }).then(
        ({ status }) => String(status),
        () => 'refused',
      )
    return [
      await send({ headers: { 'content-type': 'application/json' } }),
      await send({ mode: 'no-cors' }),
    ]
  }, path)
  expect(outcome).not.toContain('200')
  expect((await directory.approvals.get(id))?.stoppedAt).toBeUndefined()
})
