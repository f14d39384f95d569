import { afterEach, describe, expect, it, vi } from 'vitest'
import {
  generateVapidKeys,
  webPush,
  type DeliveryOutcome,
  type RecordedDelivery,
} from '../../src/index.js'
import { begun, dispatching } from '../support/dispatching.js'
import { fakePushService } from '../support/fake-push-service.js'
import { notice, notifierOf, recipient } from '../support/notices.js'

afterEach(() => void vi.useRealTimers())

// A busy machine may take its time.
const PATIENT = { timeout: 10_000 }

const accept = async (): Promise<DeliveryOutcome> => 'accepted'
const gone = async (): Promise<DeliveryOutcome> => 'gone'
const away = async (): Promise<never> => {
  throw new Error('the database is away')
}

describe('a subscription that is gone', () => {
  it('is removed, and no other', async () => {
    const keys = generateVapidKeys()
    const service = await fakePushService(keys.publicKey)
    const subject = 'mailto:admin@example.com'
    const notifier = webPush({ ...keys, subject, services: [service.origin] })
    const { dispatcher, records, unsubscribed } = dispatching([notifier])
    const good = service.subscribe().subscription
    const dead = { ...good, endpoint: `${service.origin}/push/of-nobody` }
    const broken = { ...good, keys: { p256dh: 'AAAA', auth: 'AAAA' } }
    const devices = [good, dead, broken].map((subscription, at) => {
      return { id: `device-${at}`, name: '', subscription }
    })
    dispatcher.dispatch(notice(), recipient({ devices }))
    await expect.poll(() => records, PATIENT).toHaveLength(3)
    await service.close()
    expect(new Map(unsubscribed)).toEqual(
      new Map([
        ['device-1', dead.endpoint],
        ['device-2', broken.endpoint],
      ]),
    )
    expect(service.messages).toHaveLength(1)
  })

  it('is told of if it cannot be removed', async () => {
    const where = { device: 'phone', endpoint: 'https://push.example/secret' }
    const { dispatcher, messages } = dispatching([notifierOf('one', gone, where)], {
      unsubscribe: away,
    })
    dispatcher.dispatch(notice(), recipient())
    await begun()
    expect(messages).toHaveLength(2)
    expect(messages[1]).toEqual({
      type: 'failed',
      part: 'subscriptions',
      error: 'the database is away',
    })
    expect(JSON.stringify(messages)).not.toContain('secret')
  })

  it('is none where the notifier names no device or no endpoint', async () => {
    const { dispatcher, outcomes, unsubscribed } = dispatching([
      notifierOf('one', gone, { device: 'phone' }),
      notifierOf('two', gone, { endpoint: 'https://push.example' }),
    ])
    dispatcher.dispatch(notice(), recipient())
    await begun()
    expect(outcomes()).toEqual(['gone', 'gone'])
    expect(unsubscribed).toEqual([])
  })
})

describe('the record', () => {
  it('is told of on the channel where it cannot be written, and nothing else fails', async () => {
    const send = vi.fn<typeof accept>(accept)
    const { dispatcher, messages } = dispatching([notifierOf('one', send)], {
      deliveries: { add: away, of: away },
    })
    dispatcher.dispatch(notice(), recipient(), 'approval-1')
    await begun()
    expect(messages).toHaveLength(2)
    expect(messages).toMatchObject([
      { type: 'delivery', outcome: 'accepted', approvalId: 'approval-1', problem: undefined },
      { type: 'failed', part: 'deliveries', error: 'the database is away' },
    ])
    dispatcher.dispatch(notice(), recipient())
    await begun()
    expect(send.mock.calls).toHaveLength(2)
  })

  it('is written by four at a time, while deliveries go on', async () => {
    const writing: (() => void)[] = []
    const written: RecordedDelivery[] = []
    const send = vi.fn<typeof accept>(accept)
    const { dispatcher } = dispatching([notifierOf('one', send)], {
      deliveries: {
        add: async (delivery) => {
          await new Promise<void>((resolve) => void writing.push(resolve))
          written.push(delivery)
        },
        of: async () => [],
      },
    })
    for (let at = 0; at < 100; at++) dispatcher.dispatch(notice({ topic: `${at}` }), recipient())
    await begun()
    expect(send.mock.calls).toHaveLength(100)
    expect(writing).toHaveLength(4)
    while (written.length < 100) {
      expect(writing.length).toBeLessThanOrEqual(4)
      for (const end of writing.splice(0)) end()
      await begun()
    }
  })
})

describe('closing', () => {
  it('lets what is under way end, and drops what waits', async () => {
    let end: ((outcome: DeliveryOutcome) => void) | undefined
    const { dispatcher, records } = dispatching(
      [notifierOf('one', () => new Promise((resolve) => (end = resolve)))],
      { options: { active: 1 } },
    )
    dispatcher.dispatch(notice({ topic: 'a' }), recipient())
    await begun()
    expect(dispatcher.status().active).toBe(1)
    dispatcher.dispatch(notice({ topic: 'b' }), recipient(), 'b')
    const closed = dispatcher.close()
    expect(dispatcher.close()).toBe(closed)
    end?.('accepted')
    await closed
    expect(records).toMatchObject([
      { approvalId: 'b', outcome: 'dropped', attempts: 0 },
      { outcome: 'accepted', attempts: 1 },
    ])
    dispatcher.dispatch(notice(), recipient())
    await begun()
    expect(records).toHaveLength(3)
    expect(records[2]).toMatchObject({ outcome: 'dropped', attempts: 0 })
    expect(dispatcher.status()).toEqual({ waiting: 0, active: 0, dropped: 2 })
  })

  it('ends what hangs, and what waits for another try, within five seconds', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
    const { dispatcher, records } = dispatching([
      notifierOf('hanging', () => new Promise(() => undefined)),
      notifierOf('failing', async () => 'retry'),
    ])
    dispatcher.dispatch(notice(), recipient())
    await begun()
    expect(dispatcher.status()).toMatchObject({ waiting: 1, active: 1 })
    const closed = dispatcher.close()
    await vi.advanceTimersByTimeAsync(5_000)
    await closed
    expect(records).toMatchObject([
      { notifier: 'failing', outcome: 'dropped', attempts: 1 },
      { notifier: 'hanging', outcome: 'dropped', attempts: 1 },
    ])
  })

  it('does not wait for a record that never ends, and says how many are lost', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
    const { dispatcher, messages } = dispatching([notifierOf('one', accept)], {
      deliveries: { add: () => new Promise(() => undefined), of: async () => [] },
    })
    for (let at = 0; at < 9; at++) dispatcher.dispatch(notice({ topic: `${at}` }), recipient())
    await begun()
    expect(messages).toHaveLength(9)
    const closed = dispatcher.close()
    await vi.advanceTimersByTimeAsync(5_000)
    await closed
    const error = '9 were not written down'
    expect(messages.at(-1)).toEqual({ type: 'failed', part: 'deliveries', error })
  })
})
