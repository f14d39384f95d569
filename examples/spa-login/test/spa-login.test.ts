import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startSpaLogin, type SpaLogin } from '../src/index.js'
import { findChromium, launchChromium } from './chromium.js'
import { contrasts, readSession, widthOf } from './in-page.js'
import { signedIn, signIn, textOf, unexpected, watch, type Watched } from './visit.js'

const missing = !findChromium() && process.env['CI'] !== 'true'
if (missing) {
  console.warn('Skipped for want of Chromium: apt-get install chromium, or set CHROMIUM_PATH')
}

describe.skipIf(missing)('the login of a page, in Chromium', () => {
  let example: SpaLogin
  let browser: Browser
  let context: BrowserContext
  let page: Page
  let watched: Watched

  beforeAll(async () => {
    example = await startSpaLogin()
    browser = await launchChromium()
  })

  afterAll(async () => {
    await browser?.close()
    await example?.close()
  })

  beforeEach(async () => {
    context = await browser.newContext()
    context.setDefaultTimeout(30_000)
    page = await context.newPage()
    watched = watch(page)
  })

  afterEach(async () => {
    await context.close()
    // Holds for each of the tests: no call to anybody else, and no error in the console.
    // oxlint-disable-next-line vitest/no-standalone-expect
    expect(unexpected(watched, example)).toEqual([])
  })

  it('signs a user in, and shows what the API has for them', async () => {
    await signIn(page, example)
    expect(await textOf(page, '#user')).toBe('Ada Lovelace (ada)')
    expect(await textOf(page, '#orders')).toBe('1 anvil')
    expect(JSON.parse(await textOf(page, '#header'))).toMatchObject({ typ: 'at+jwt' })
    expect(JSON.parse(await textOf(page, '#claims'))).toMatchObject({
      sub: 'ada',
      client_id: 'page',
      scope: 'orders:read',
      cnf: { jkt: expect.stringMatching(/^[\w-]{43}$/) },
    })
  })

  it('leaves neither code, state nor token in the URL', async () => {
    await signIn(page, example)
    expect(page.url()).toBe(`${example.page}/`)
    const answers = watched.urls.filter((url) => url.includes('code='))
    expect(answers).toEqual([expect.stringContaining(`${example.page}/?code=`)])
    expect(watched.urls.filter((url) => /token=|eyJ/.test(url))).toEqual([])
  })

  it('gives a nonce to whoever asks for one, and does not wait to be asked twice', async () => {
    await signIn(page, example)
    await page.click('#call')
    await page.locator('#calls li').nth(4).waitFor()
    expect(await page.locator('#calls li').allTextContents()).toEqual([
      `POST ${example.issuer}/token 400 use_dpop_nonce`,
      `POST ${example.issuer}/token 200`,
      `GET ${example.api}/orders 401 use_dpop_nonce`,
      `GET ${example.api}/orders 200`,
      `GET ${example.api}/orders 200`,
    ])
    const proofs = watched.proofs.map(({ nonce }) => typeof nonce)
    expect(proofs).toEqual(['undefined', 'string', 'undefined', 'string', 'string'])
    expect(new Set(watched.proofs.map(({ jti }) => jti)).size).toBe(5)
  })

  it('keeps a key that no script can read, beside a token that is no use without it', async () => {
    await signIn(page, example)
    const kept = await page.evaluate(readSession)
    expect(kept.members).toEqual(['keyPair', 'token'])
    expect(kept.privateKey).toEqual({ type: 'private', extractable: false, usages: ['sign'] })
    expect(kept.exports).toEqual(['jwk: InvalidAccessError', 'pkcs8: InvalidAccessError'])
    expect(kept.elsewhere).toEqual({ cookie: '', localStorage: 0, sessionStorage: 0 })
  })

  it('is still signed in after a reload', async () => {
    await signIn(page, example)
    const before = await textOf(page, '#claims')
    await page.reload()
    await signedIn(page)
    expect(await textOf(page, '#claims')).toBe(before)
  })

  it('renews the token for the same key, without a password', async () => {
    await signIn(page, example)
    const before = JSON.parse(await textOf(page, '#claims'))
    await page.click('#renew')
    await page.locator('#claims', { hasText: 'jti', hasNotText: before.jti }).waitFor()
    const after = JSON.parse(await textOf(page, '#claims'))
    expect(after.cnf).toEqual(before.cnf)
    expect(after.jti).not.toBe(before.jti)
  })

  it('gives a thief a token and a proof that the API refuses, and goes on itself', async () => {
    await signIn(page, example)
    await page.click('#steal')
    const thief = page.frameLocator('#theft iframe')
    await thief.locator('#state', { hasText: 'That was all' }).waitFor()
    expect(await thief.locator('#attempts li').allTextContents()).toEqual([
      'The token as a bearer token 401 asks for DPoP',
      'The token with the proof that was seen 401 invalid_dpop_proof',
      'The token with a proof by a key of his own 401 invalid_token',
    ])
    const calls = page.locator('#calls li')
    const count = await calls.count()
    await page.click('#call')
    await calls.nth(count).waitFor()
    expect(await calls.last().textContent()).toBe(`GET ${example.api}/orders 200`)
  })

  it('forgets the key when the user logs out, and asks for the password again', async () => {
    await signIn(page, example)
    const before = JSON.parse(await textOf(page, '#claims'))
    await page.click('#log-out')
    await page.locator('#sign-in').waitFor()
    await page.reload()
    await page.locator('#sign-in').waitFor()
    expect((await page.evaluate(readSession)).members).toEqual([])

    await signIn(page, example)
    const after = JSON.parse(await textOf(page, '#claims'))
    expect(after.cnf).not.toEqual(before.cnf)
  })

  it('lets nobody in with a wrong password', async () => {
    await page.goto(example.page)
    await page.click('#sign-in')
    await page.fill('#username', example.user.username)
    await page.fill('#password', 'guessed')
    await page.click('button')
    expect(await textOf(page, '[role=alert]')).toContain('not the user name and password')
  })

  it('takes no answer to a sign-in that it did not begin', async () => {
    await signIn(page, example)
    const before = await textOf(page, '#claims')
    const answer = new URLSearchParams({ code: 'other', state: 'other', iss: example.issuer })
    await page.goto(`${example.page}/?${answer}`)
    await page.locator('#error', { hasText: 'not the answer' }).waitFor()
    expect(page.url()).toBe(`${example.page}/`)
    expect(await textOf(page, '#claims')).toBe(before)
  })

  it('fits 360 pixels, in the light and in the dark', async () => {
    await page.setViewportSize({ width: 360, height: 640 })
    await page.emulateMedia({ colorScheme: 'dark' })
    await page.goto(example.page)
    await page.click('#sign-in')
    await page.locator('#username').waitFor()
    expect(await page.evaluate(widthOf)).toBe(360)
    await signIn(page, example)
    await page.click('#steal')
    const thief = page.frameLocator('#theft iframe')
    await thief.locator('#state', { hasText: 'That was all' }).waitFor()
    expect(await page.evaluate(widthOf)).toBe(360)
    expect(await contrasts(page)).toEqual([])
    await page.emulateMedia({ colorScheme: 'light' })
    expect(await contrasts(page)).toEqual([])
  })
})
