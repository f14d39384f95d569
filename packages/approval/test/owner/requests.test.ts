import { json as expressJson } from 'express'
import type { RequestListener } from 'node:http'
import {
  assert,
  asyncProperty,
  constantFrom,
  dictionary,
  jsonValue,
  oneof,
  record,
  uint8Array,
} from 'fast-check'
import { rawRequest } from '@countersign/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Directory } from '../../src/directory/directory.js'
import { ask } from '../support/owner/asked.js'
import { directoryOn, OPENING } from '../support/directories.js'
import { errorIn, type Sent } from '../support/owner/browser.js'
import { openWorld } from '../support/owner/owner-world.js'

let directory: Directory
let close: () => Promise<void>

beforeAll(async () => ({ directory, close } = await directoryOn('PostgreSQL')), OPENING)
afterAll(async () => close())

describe('a request that changes something', () => {
  it.each<[string, string, Sent['headers']]>([
    ['another site', '403 wrong_origin', { origin: 'https://evil.example' }],
    ['a sandboxed frame', '403 wrong_origin', { origin: 'null' }],
    ['nobody who says so', '403 wrong_origin', { origin: undefined }],
    ['another port', '403 wrong_origin', { origin: 'http://localhost:1' }],
    ['another site, with our origin', '403 wrong_origin', { 'sec-fetch-site': 'cross-site' }],
    ['another host of the site', '403 wrong_origin', { 'sec-fetch-site': 'same-site' }],
    ['an address that was typed in', '403 wrong_origin', { 'sec-fetch-site': 'none' }],
    ['a form', '415 bad_request', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['a form of text', '415 bad_request', { 'content-type': 'text/plain' }],
    ['something without a type', '415 bad_request', { 'content-type': undefined }],
    ['two types', '415 bad_request', { 'content-type': 'application/json, text/plain' }],
    ['another charset', '415 bad_request', { 'content-type': 'application/json; charset=utf-16' }],
    ['something compressed', '415 bad_request', { 'content-encoding': 'gzip' }],
  ])('is refused from %s', async (_what, error, headers) => {
    const world = await openWorld(directory)
    const { person, browser } = await world.owner()
    const { id } = await ask(world, person)
    expect(errorIn(await browser.post(`api/approvals/${id}/deny`, {}, headers))).toBe(error)
    expect((await directory.approvals.get(id))?.decision).toBeUndefined()
  })

  it('is taken from a browser that does not tell the site', async () => {
    const world = await openWorld(directory)
    const { browser } = await world.owner()
    const headers = {
      'sec-fetch-site': undefined,
      'content-type': 'application/json; charset=utf-8',
    }
    expect((await browser.post('api/sign-out', {}, headers)).status).toBe(204)
  })

  it.each([
    ['nothing', ''],
    ['half of it', '{"code":'],
    ['no object', '[]'],
    ['a text', '"x"'],
    ['null', 'null'],
    ['what is not UTF-8', '{"code":"\\u0000\uD800'],
    ['two of them', '{}{}'],
    ['a prototype', '{"code":"AAAA","__proto__":{"x":1}}'],
    ['a constructor', '{"code":"AAAA","constructor":{"prototype":{}}}'],
    ['what an object has anyway', '{"toString":"AAAA"}'],
    ['a member too many', '{"code":"AAAA","admin":true}'],
    ['another type', '{"code":["AAAA"]}'],
    ['too long a text', JSON.stringify({ code: 'A'.repeat(65) })],
    ['deep lists', `${'['.repeat(15_000)}${']'.repeat(15_000)}`],
  ])('is a 400 with %s', async (_what, body) => {
    const world = await openWorld(directory)
    const answer = await world.browser().send('api/pair/start', {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
    })
    expect(errorIn(answer)).toBe('400 bad_request')
  })

  it('is a 413 above 32 KiB, said or not, and its connection ends', async () => {
    const world = await openWorld(directory)
    const large = JSON.stringify({ code: 'A'.repeat(32_768) })
    const said = await world.browser().post('api/pair/start', large)
    expect(errorIn(said)).toBe('413 too_large')
    // Without an end: nobody waits for it.
    const chunks = `${large.length.toString(16)}\r\n${large}\r\n`
    const unsaid = await rawRequest(`${world.origin}/owner/api/pair/start`, {
      method: 'POST',
      headers: [
        ['Origin', world.origin],
        ['Content-Type', 'application/json'],
        ['Transfer-Encoding', 'chunked'],
      ],
      body: chunks,
    })
    expect(unsaid.status).toBe(413)
  })

  it('does not make a server read what a stranger sends', async () => {
    const world = await openWorld(directory)
    const { status, headers } = await rawRequest(`${world.origin}/owner/api/devices/invite`, {
      method: 'POST',
      headers: [
        ['Origin', world.origin],
        ['Content-Type', 'application/json'],
        ['Content-Length', '30000'],
      ],
      body: '{',
    })
    expect([status, headers['connection']?.[0]]).toEqual([401, 'close'])
  })

  it('may have been read by a parser in front', async () => {
    const parse = expressJson() as unknown as (
      ...call: [...Parameters<RequestListener>, () => void]
    ) => void
    const world = await openWorld(directory, {
      front: (handle) => (req, res) => parse(req, res, () => handle(req, res)),
    })
    const { browser } = await world.owner()
    expect((await browser.post('api/sign-out', {})).status).toBe(204)
    const polluted = await browser.post('api/pair/start', '{"code":"A","__proto__":{}}')
    expect(errorIn(polluted)).toBe('400 bad_request')
  })
})

describe('any request', () => {
  it.each([
    ['GET', 'api/', '404 not_found'],
    ['GET', 'api/nothing', '404 not_found'],
    ['GET', 'api/toString', '404 not_found'],
    ['GET', 'api/session/', '404 not_found'],
    ['GET', 'api/SESSION', '404 not_found'],
    ['GET', 'api/approvals/ID', '404 not_found'],
    ['POST', 'api/devices/ID/remove', '404 not_found'],
    ['GET', 'api/approvals/..%2Fsession', '404 not_found'],
    ['GET', `api/approvals/${'A'.repeat(22)}/uses/more`, '404 not_found'],
    ['DELETE', 'api/session', '405 bad_request'],
    ['HEAD', 'api/session', '405 undefined'],
    ['POST', 'api/devices', '405 bad_request'],
    ['GET', 'api/pair/start', '405 bad_request'],
    ['GET', 'api/approvals?after=1', '400 bad_request'],
    ['GET', 'api/approvals?before=1&before=2', '400 bad_request'],
    ['GET', 'api/approvals?before=', '400 bad_request'],
    ['GET', 'api/approvals?before=made-up', '400 bad_request'],
    ['GET', 'api/history?before=made-up', '400 bad_request'],
    ['GET', `api/approvals?before=${'A'.repeat(201)}`, '400 bad_request'],
  ])('%s %s is %s', async (method, path, error) => {
    const world = await openWorld(directory)
    const { browser } = await world.owner()
    const answer = await browser.send(path, { method })
    const body = method === 'HEAD' ? {} : answer.body
    expect(errorIn({ ...answer, body })).toBe(error)
    expect(answer.headers['allow'] === undefined).toBe(!error.startsWith('405'))
  })

  it('is answered with headers that let a browser do nothing with it', async () => {
    const world = await openWorld(directory)
    const { browser } = await world.owner()
    for (const path of ['api/session', 'api/nothing', 'api/approvals']) {
      const { headers } = await browser.get(path)
      expect(headers).toMatchObject({
        'cache-control': 'no-store',
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
        'content-type': 'application/json; charset=utf-8',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
      })
      expect(headers).not.toHaveProperty('access-control-allow-origin')
    }
  })

  it('to read is refused from other sites as well', async () => {
    const world = await openWorld(directory)
    const { browser } = await world.owner()
    for (const site of ['cross-site', 'same-site', 'same-origin, same-origin']) {
      const answer = await browser.get('api/export', { 'sec-fetch-site': site })
      expect(errorIn(answer)).toBe('403 wrong_origin')
    }
  })

  it('is never the fault of the server, whatever is sent', async () => {
    const world = await openWorld(directory)
    const { person, browser } = await world.owner()
    const { id } = await ask(world, person)
    const [device] = await directory.devices.of(person.subject)
    const paths = [
      'pair/start',
      'pair/finish',
      'sign-in/start',
      'sign-in/finish',
      `approvals/${id}/challenge`,
      `approvals/${id}/approve`,
      `devices/${device?.id}/rename`,
      `devices/${device?.id}/remove`,
      'devices/current/subscription',
      'blocks/remove',
      'user-code',
    ]
    const member = constantFrom(
      'code',
      'name',
      'credential',
      'subscription',
      'ticket',
      'scopes',
      'lifetime',
      'clientId',
      '__proto__',
    )
    const body = oneof(jsonValue(), dictionary(member, jsonValue({ depthSize: 'small' })))
    await assert(
      asyncProperty(constantFrom(...paths), body, async (path, body) => {
        const method = path.endsWith('subscription') || path === 'user-code' ? 'PUT' : 'POST'
        const sent = { method, body: JSON.stringify(body) }
        const { status } = await browser.send(`api/${path}`, sent)
        expect(status).toBeLessThan(500)
      }),
      { numRuns: 200 },
    )
    expect((await browser.get('api/session')).status).toBe(200)
  }, 60_000)

  it('is never the fault of the server, whatever a passkey is made of', async () => {
    const world = await openWorld(directory)
    const { person, browser, authenticator } = await world.owner()
    const [device] = await directory.devices.of(person.subject)
    const whole = authenticator.get({ challenge: 'x', rpId: 'localhost' })
    const bytes = uint8Array({ minLength: 1, maxLength: 300 }).map((part) =>
      Buffer.from(part).toString('base64url'),
    )
    const data = jsonValue().map((value) =>
      Buffer.from(JSON.stringify(value)).toString('base64url'),
    )
    const part = record(
      { clientDataJSON: oneof(bytes, data), authenticatorData: bytes, signature: bytes },
      { requiredKeys: [] },
    )
    await assert(
      asyncProperty(part, async (part) => {
        await browser.post(`api/devices/${device?.id}/challenge`)
        const credential = { ...whole, response: { ...whole.response, ...part } }
        const sent = { credential, evenLast: true }
        const answer = await browser.post(`api/devices/${device?.id}/remove`, sent)
        expect(errorIn(answer)).toBe('403 bad_passkey')
      }),
      { numRuns: 100 },
    )
  }, 60_000)
})

describe('what is away', () => {
  it('is a 503, and signs nobody out', async () => {
    const world = await openWorld(directory)
    const { browser } = await world.owner()
    const { state } = world.context
    const get = state.get.bind(state)
    state.get = async () => Promise.reject(new Error('secret of the store'))
    const answer = await browser.get('api/session')
    expect([answer.status, answer.text]).toEqual([503, '{"error":"unavailable"}'])
    expect(answer.headers['retry-after']).toBe('5')
    expect(answer.headers['set-cookie']).toBeUndefined()
    state.get = get
    expect((await browser.get('api/session')).status).toBe(200)
  })
})
