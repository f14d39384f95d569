import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  generateVapidKeys,
  webPush,
  type DeliveryOutcome,
  type Notice,
  type Notifier,
  type PushSubscriptionData,
} from '../../../src/index.js'
import { fakeBrowser } from '../../support/fake-browser.js'
import { fakePushService, type FakePushService } from '../../support/fake-push-service.js'
import { notice, recipient, sendOne } from '../../support/notices.js'

const subject = 'mailto:admin@example.com'
const keys = generateVapidKeys()
let service: FakePushService
let notifier: Notifier

beforeEach(async () => {
  service = await fakePushService(keys.publicKey)
  notifier = webPush({ ...keys, subject, services: [service.origin] })
})
afterEach(async () => {
  vi.useRealTimers()
  await service.close()
})

function push(
  subscription: PushSubscriptionData,
  told: Notice = notice(),
  signal?: AbortSignal,
): Promise<DeliveryOutcome> {
  const devices = [{ id: 'phone', name: 'Phone', subscription }]
  return sendOne(notifier, told, recipient({ devices }), signal)
}

const following: typeof fetch = async (url, init) =>
  Object.defineProperty(await fetch(url, init), 'redirected', { value: true })

const toSubscriber = (told?: Notice, signal?: AbortSignal): Promise<DeliveryOutcome> =>
  push(service.subscribe().subscription, told, signal)

describe('a message', () => {
  it('is read by the browser that has subscribed', async () => {
    const told = notice()
    expect(await toSubscriber(told)).toBe('accepted')
    expect(service.complaints).toEqual([])
    expect(service.messages[0]?.payload).toEqual({
      title: told.title,
      body: told.text,
      tag: told.topic,
      url: told.url,
      expiresAt: told.expiresAt,
    })
  })

  it('is as long as any other, whatever it says', async () => {
    await toSubscriber(notice({ title: '', text: '' }))
    await toSubscriber(notice({ title: '😀'.repeat(200), text: '"\\'.repeat(5_000) }))
    const longest = `https://id.example.com/${'é'.repeat(160)}`
    await toSubscriber(
      notice({ title: '\u{1F600}"'.repeat(99), topic: '€'.repeat(99), url: longest }),
    )
    const [first, ...others] = service.messages
    expect(others).toHaveLength(2)
    for (const { bytes } of others) expect(bytes).toBe(first?.bytes)
  })

  it('has no characters that are not seen', async () => {
    await toSubscriber(notice({ title: 'Shop\u202Ekcatta\u2028\u0000', text: 'a\r\nb\u200B' }))
    expect(service.messages[0]?.payload).toMatchObject({ title: 'Shopkcatta', body: 'a b' })
  })

  it('is sent to every device with a subscription, and names both', () => {
    const one = service.subscribe().subscription
    const devices = [
      { id: 'phone', name: 'Phone', subscription: one },
      { id: 'desk', name: 'Desk', subscription: undefined },
    ]
    const deliveries = notifier.deliveries(notice(), recipient({ devices }))
    expect(deliveries).toMatchObject([{ device: 'phone', endpoint: one.endpoint }])
  })

  it('goes nowhere if its link is none', () => {
    const devices = [{ id: 'phone', name: '', subscription: service.subscribe().subscription }]
    for (const url of ['javascript:alert(1)', 'http://evil.example/', 'https://a:b@id.example/']) {
      expect(() => notifier.deliveries(notice({ url }), recipient({ devices }))).toThrow('url')
    }
  })
})

describe('the headers', () => {
  it('say how long it is of use, in seconds', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    await toSubscriber(notice({ expiresAt: Date.now() + 90_900 }))
    await toSubscriber(notice({ expiresAt: Date.now() + 1e12 }))
    await toSubscriber(notice({ expiresAt: Date.now() - 1 }))
    expect(service.messages.map(({ headers }) => headers['ttl'])).toEqual(['90', '2419200', '0'])
  })

  it('say that asking is urgent, and nothing else is', async () => {
    for (const kind of ['asked', 'security', 'ended'] as const) await toSubscriber(notice({ kind }))
    const urgency = service.messages.map(({ headers }) => headers['urgency'])
    expect(urgency).toEqual(['high', 'normal', 'normal'])
  })

  it('name the topic, alike for one subscription and unlike for two', async () => {
    const one = service.subscribe().subscription
    await push(one)
    await push(one)
    await push(one, notice({ topic: 'approval-2' }))
    await push(service.subscribe().subscription)
    const [first, again, otherTopic, otherDevice] = service.messages.map(
      ({ headers }) => headers['topic'],
    )
    expect(first).toMatch(/^[\w-]{32}$/)
    expect(again).toBe(first)
    expect(otherTopic).not.toBe(first)
    expect(otherDevice).not.toBe(first)
  })

  it('say who sends, for twelve hours, and anew shortly before', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const start = Math.floor(Date.now() / 1000)
    await toSubscriber()
    vi.setSystemTime(Date.now() + (12 * 3_600 - 660) * 1_000)
    await toSubscriber()
    vi.setSystemTime(Date.now() + 120_000)
    await toSubscriber()
    const [first, second, third] = service.messages
    expect(first?.claims).toEqual({ aud: service.origin, sub: subject, exp: start + 12 * 3_600 })
    expect(second?.token).toBe(first?.token)
    expect(third?.token).not.toBe(first?.token)
    expect(service.complaints).toEqual([])
  })

  it('say it anew after the clock was set back', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    await toSubscriber()
    vi.setSystemTime(Date.now() - 48 * 3_600_000)
    await toSubscriber()
    expect(service.complaints).toEqual([])
    expect(service.messages).toHaveLength(2)
  })
})

describe('an answer', () => {
  it.each([
    [200, 'accepted'],
    [201, 'accepted'],
    [202, 'accepted'],
    [404, { outcome: 'gone', problem: 'status 404' }],
    [410, { outcome: 'gone', problem: 'status 410' }],
    [204, { outcome: 'failed', problem: 'status 204' }],
    [400, { outcome: 'failed', problem: 'status 400' }],
    [403, { outcome: 'failed', problem: 'status 403' }],
    [413, { outcome: 'failed', problem: 'status 413' }],
    [429, { outcome: 'retry', problem: 'status 429' }],
    [500, { outcome: 'retry', problem: 'status 500' }],
    [503, { outcome: 'retry', problem: 'status 503' }],
  ])('of status %i is taken for %j', async (status, outcome) => {
    service.answer(status)
    expect(await toSubscriber()).toEqual(outcome)
  })

  it.each([
    ['30', 30],
    ['0', 0],
    ['99999999', 600],
    ['soon', undefined],
    ['-5', 0],
  ])('that asks for a pause of %j is given %j seconds', async (value, seconds) => {
    service.answer(429, { 'retry-after': value })
    const outcome = await toSubscriber()
    expect(outcome).toMatchObject({ outcome: 'retry' })
    expect(Object(outcome).retryAfter).toBe(seconds)
  })

  it('may name a date', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Math.floor(Date.now() / 1000) * 1000 })
    service.answer(503, { 'retry-after': new Date(Date.now() + 40_000).toUTCString() })
    expect(await toSubscriber()).toMatchObject({ retryAfter: 40 })
  })

  it('that leads elsewhere is not followed', async () => {
    service.answer('redirect')
    expect(await toSubscriber()).toEqual({ outcome: 'failed', problem: 'status 307' })
    expect(service.requests()).toBe(1)
  })

  it('that a fetch of the application has followed does not count', async () => {
    const { origin } = service
    notifier = webPush({ ...keys, subject, services: [origin], fetch: following })
    expect(await toSubscriber()).toEqual({ outcome: 'failed', problem: 'redirected' })
  })

  it('is not read to an end that never comes', async () => {
    service.answer('endless body')
    expect(await toSubscriber()).toBe('accepted')
  })

  it('that never comes ends with the signal', async () => {
    service.answer('hang')
    const controller = new AbortController()
    const outcome = toSubscriber(notice(), controller.signal)
    await expect.poll(() => service.messages.length, { timeout: 10_000 }).toBe(1)
    controller.abort()
    expect(await outcome).toEqual({ outcome: 'retry', problem: 'AbortError' })
  })

  it('of nobody at all is tried again, and what is told of it has no address in it', async () => {
    const { subscription } = service.subscribe()
    await service.close()
    expect(await push(subscription)).toEqual({ outcome: 'retry', problem: 'ECONNREFUSED' })
  })
})

describe('a subscription', () => {
  const good = fakeBrowser('https://fcm.googleapis.com/1').subscription.keys
  const point = Buffer.from(good.p256dh, 'base64url')
  const changed = Buffer.from(point)
  changed.writeUInt8((changed.at(-1) ?? 0) ^ 1, 64)
  const coordinates = Buffer.from(point)
  coordinates.fill(0xff, 1)

  it.each([
    ['a point beside the curve', { ...good, p256dh: changed.toString('base64url') }],
    ['coordinates beyond the field', { ...good, p256dh: coordinates.toString('base64url') }],
    ['a point at infinity', { ...good, p256dh: 'AA' }],
    ['a short key', { ...good, p256dh: point.toString('base64url', 0, 64) }],
    ['a compressed key', { ...good, p256dh: Buffer.alloc(33, 2).toString('base64url') }],
    ['no key', { auth: good.auth }],
    ['a short secret', { ...good, auth: good.auth.slice(0, -2) }],
    ['a long secret', { ...good, auth: `${good.auth}AAAA` }],
    ['no text', { ...good, auth: 5 }],
    ['another alphabet', { ...good, auth: `+/${good.auth.slice(2)}` }],
    ['nothing at all', null],
  ])('with %s is gone, and nothing is sent', async (_what, given) => {
    const { endpoint } = service.subscribe().subscription
    const subscription = { endpoint, keys: given } as unknown as PushSubscriptionData
    expect(notifier.takes?.(subscription)).toBe(false)
    expect(await push(subscription)).toEqual({ outcome: 'gone', problem: 'keys of no use' })
    expect(service.requests()).toBe(0)
  })

  it('may have padding at the ends of its keys', async () => {
    const { subscription } = service.subscribe()
    const { p256dh, auth } = subscription.keys
    const padded = { ...subscription, keys: { p256dh: `${p256dh}=`, auth: `${auth}==` } }
    expect(notifier.takes?.(padded)).toBe(true)
    expect(await push(padded)).toBe('accepted')
  })

  it('that leads elsewhere is sent nothing, and nobody is asked', async () => {
    const asked = vi.fn<typeof fetch>()
    notifier = webPush({ ...keys, subject, fetch: asked })
    for (const endpoint of [
      'https://169.254.169.254/latest',
      service.origin,
      'https://10.0.0.1/',
    ]) {
      const { subscription } = fakeBrowser(endpoint)
      expect(notifier.takes?.(subscription)).toBe(false)
      expect(await push(subscription)).toEqual({
        outcome: 'failed',
        problem: 'no known push service',
      })
    }
    expect(asked).not.toHaveBeenCalled()
  })
})
