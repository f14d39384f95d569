import { rawRequest } from '@countersign/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Directory } from '../../src/directory/directory.js'
import { logoName } from '../../src/owner/views/client-view.js'
import { directoryOn, OPENING } from '../support/directories.js'
import { openWorld, SHOP } from '../support/owner/owner-world.js'

let directory: Directory
let close: () => Promise<void>

beforeAll(async () => ({ directory, close } = await directoryOn('PostgreSQL')), OPENING)
afterAll(async () => close())

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
  "manifest-src 'self'; worker-src 'self'; frame-ancestors 'none'; form-action 'none'; base-uri 'self'; " +
  "require-trusted-types-for 'script'; trusted-types countersign-worker"

describe('the page', () => {
  it.each(['', 'pair', 'devices', 'history', 'settings', `approvals/${'A'.repeat(22)}`])(
    'is at owner/%s',
    async (path) => {
      const world = await openWorld(directory)
      const { status, headers, text } = await world.browser().get(path)
      expect(status).toBe(200)
      expect(text).toContain('<base href="/owner/">')
      expect(headers).toMatchObject({
        'cache-control': 'no-cache',
        'content-security-policy': POLICY,
        'content-type': 'text/html; charset=utf-8',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
      })
      expect(headers['permissions-policy']).toContain('publickey-credentials-get=(self)')
      expect(headers['permissions-policy']).toContain('camera=()')
      expect(headers['strict-transport-security']).toBeUndefined()
    },
  )

  it('finds its way below any path, which is no markup', async () => {
    const basePath = `/a'b&c`
    const world = await openWorld(directory, { settings: { basePath } })
    const { text } = await world.browser().get('')
    expect(text).toContain('<base href="/a&#39;b&amp;c/owner/">')
  })

  it.each([
    ['assets/main.js', 'text/javascript; charset=utf-8'],
    ['sw.js', 'text/javascript; charset=utf-8'],
    ['manifest.webmanifest', 'application/manifest+json'],
    ['assets/simplewebauthn/index.js', 'text/javascript; charset=utf-8'],
    ['assets/simplewebauthn/methods/startAuthentication.js', 'text/javascript; charset=utf-8'],
  ])('has %s', async (path, type) => {
    const world = await openWorld(directory)
    const { status, headers } = await world.browser().get(path)
    expect([status, headers['content-type']]).toEqual([200, type])
  })

  it.each([
    'index.html',
    'main.js',
    'assets/',
    'assets/index.html',
    'assets/tsconfig.json',
    'assets/..%2findex.html',
    'assets//main.js',
    'assets/simplewebauthn/index.d.ts',
    'assets/simplewebauthn/package.json',
    'approvals/',
    'approvals/x',
    'constructor',
  ])('has no %s', async (path) => {
    const world = await openWorld(directory)
    const { status, headers } = await world.browser().send(path)
    expect([status, headers['content-security-policy']]).toEqual([404, POLICY])
  })

  it.each(['/owner/../package.json', '/owner/assets/%2e%2e/sw.js', '/owner/assets/../sw.js'])(
    'is asked by its names, and never by a path such as %s',
    async (target) => {
      const world = await openWorld(directory)
      const { status } = await rawRequest(world.origin, { target })
      expect(status).toBe(404)
    },
  )

  it('is not sent again to who has it', async () => {
    const world = await openWorld(directory)
    const { headers } = await world.browser().get('sw.js')
    const { etag = '' } = headers
    const again = await world.browser().get('sw.js', { 'if-none-match': `"x", W/${etag}` })
    expect([again.status, again.text]).toEqual([304, ''])
    const other = await world.browser().get('sw.js', { 'if-none-match': '"x"' })
    expect(other.status).toBe(200)
    const head = await world.browser().send('sw.js', { method: 'HEAD' })
    expect([head.status, head.text, head.headers['content-length']]).toEqual([200, '', '9'])
    const post = await world.browser().post('sw.js')
    expect([post.status, post.headers['allow']]).toEqual([405, 'GET, HEAD'])
  })

  it('is led to from the path without a slash', async () => {
    const world = await openWorld(directory)
    const { status, headers } = await world.browser().send('/owner')
    expect([status, headers['location']]).toEqual([301, '/owner/'])
    expect((await world.browser().send('/ownership')).status).toBe(418)
  })
})

describe('the image of a client', () => {
  it('is served to owners, from its own bytes', async () => {
    const world = await openWorld(directory)
    const { browser } = await world.owner()
    const path = `logos/${logoName('shop')}`
    const { status, headers, text } = await browser.get(path)
    expect([status, text]).toEqual([200, Buffer.from(SHOP.logo?.data ?? []).toString()])
    expect(headers).toMatchObject({
      'content-type': 'image/png',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-cache',
    })
    expect((await browser.get(path, { 'if-none-match': headers.etag })).status).toBe(304)
  })

  it('is not there for a client without one, and for strangers', async () => {
    const world = await openWorld(directory)
    const { browser } = await world.owner()
    for (const name of ['', 'shop', logoName('nobody'), `${logoName('shop')}=`, '..%2f', '%00']) {
      expect((await browser.get(`logos/${name}`)).status).toBe(404)
    }
    expect((await world.browser().get(`logos/${logoName('shop')}`)).status).toBe(401)
    expect((await world.browser().get(`logos/${logoName('nobody')}`)).status).toBe(401)
  })
})
