import { describe, expect, it, vi } from 'vitest'
import type { DeliveryOutcome, Notifier } from '../../src/index.js'
import { createDispatcher } from '../../src/notify/dispatcher.js'
import { begun, dispatching } from '../support/dispatching.js'
import { notice, notifierOf, recipient } from '../support/notices.js'

/** A send that never comes back, whatever its signal says. */
const never = (): Promise<DeliveryOutcome> => new Promise(() => undefined)

// A busy machine may take its time.
const PATIENT = { timeout: 10_000 }

const accept = async (): Promise<DeliveryOutcome> => 'accepted'

const device = (id: string) => ({ id, name: id, subscription: undefined })

const person = (number: number) => recipient({ person: { subject: `person-${number}` } })

describe('a notice', () => {
  it('is handed to every notifier, and what becomes of it is written down', async () => {
    const { dispatcher, records } = dispatching([
      notifierOf('one', accept, { device: 'phone' }),
      notifierOf('two', async () => 'failed'),
    ])
    dispatcher.dispatch(notice(), recipient(), 'approval-1')
    await begun()
    expect(records).toHaveLength(2)
    const common = { at: expect.any(Number), approvalId: 'approval-1', subject: 'alice' }
    expect(records).toEqual([
      { ...common, notifier: 'one', device: 'phone', outcome: 'accepted', attempts: 1 },
      { ...common, notifier: 'two', device: undefined, outcome: 'failed', attempts: 1 },
    ])
  })

  it('is not sent before whoever dispatches it has gone on', async () => {
    const send = vi.fn<typeof accept>(accept)
    const { dispatcher, outcomes } = dispatching([notifierOf('one', send)])
    dispatcher.dispatch(notice(), recipient())
    await Promise.resolve()
    expect(send).not.toHaveBeenCalled()
    expect(dispatcher.status()).toEqual({ waiting: 1, active: 0, dropped: 0 })
    await begun()
    expect(outcomes()).toEqual(['accepted'])
  })

  it('reaches those of other notifiers where one throws', async () => {
    const broken: Notifier = {
      name: 'broken',
      deliveries: () => {
        throw new Error('topic of alice')
      },
    }
    const { dispatcher, records, messages } = dispatching([broken, notifierOf('one', accept)])
    dispatcher.dispatch(notice(), recipient())
    await begun()
    expect(records).toHaveLength(2)
    expect(records).toMatchObject([
      { notifier: 'broken', outcome: 'failed', attempts: 0 },
      { notifier: 'one', outcome: 'accepted' },
    ])
    expect(messages).toMatchObject([{ type: 'delivery', problem: 'Error' }, { type: 'delivery' }])
  })

  it('that nobody is reached by is no record', async () => {
    const { dispatcher, records } = dispatching([
      { name: 'nobody', deliveries: () => [] },
      notifierOf('one', accept),
    ])
    dispatcher.dispatch(notice(), recipient())
    await begun()
    expect(records).toHaveLength(1)
  })
})

describe('a thousand people at once', () => {
  it('are told 64 at a time', async () => {
    let underWay = 0
    let most = 0
    const { dispatcher, records, outcomes } = dispatching([
      notifierOf('one', async () => {
        most = Math.max(most, ++underWay)
        await new Promise((resolve) => setImmediate(resolve))
        underWay--
        return 'accepted'
      }),
    ])
    for (let number = 0; number < 1_000; number++) dispatcher.dispatch(notice(), person(number))
    await expect.poll(() => records, PATIENT).toHaveLength(1_000)
    expect(most).toBe(64)
    expect(new Set(outcomes())).toEqual(new Set(['accepted']))
    expect(records.map(({ subject }) => subject)).toContain('person-999')
  })

  it('are told by one notifier while another hangs', async () => {
    const hanging = vi.fn<typeof never>(never)
    const { dispatcher, records } = dispatching([
      notifierOf('hanging', hanging),
      notifierOf('one', accept),
    ])
    for (let number = 0; number < 1_000; number++) dispatcher.dispatch(notice(), person(number))
    await expect.poll(() => records, PATIENT).toHaveLength(1_000)
    expect(records.every(({ notifier }) => notifier === 'one')).toBe(true)
    // Half of 64 is all that it can take.
    expect(hanging).toHaveBeenCalledTimes(32)
    expect(dispatcher.status()).toEqual({ waiting: 968, active: 32, dropped: 0 })
  })
})

describe('deliveries that hang', () => {
  it('are not taken for a leak by Node', async () => {
    const warned = vi.fn<(warning: Error) => void>()
    process.on('warning', warned)
    const { dispatcher } = dispatching([notifierOf('one', never)])
    for (let number = 0; number < 64; number++) dispatcher.dispatch(notice(), person(number))
    await begun()
    expect(dispatcher.status().active).toBe(64)
    await begun()
    process.off('warning', warned)
    expect(warned).not.toHaveBeenCalled()
  })
})

describe('more than can wait', () => {
  const limits = { options: { active: 1, waiting: 3 } }

  /** Dispatches topics, of which the first is under way. */
  async function filled(kind: 'asked' | 'security') {
    const made = dispatching([notifierOf('one', never)], limits)
    made.dispatcher.dispatch(notice({ topic: 'first' }), recipient(), 'first')
    await begun()
    expect(made.dispatcher.status().active).toBe(1)
    for (const topic of ['a', 'b', 'c']) {
      made.dispatcher.dispatch(notice({ topic, kind }), recipient(), topic)
    }
    expect(made.dispatcher.status()).toEqual({ waiting: 3, active: 1, dropped: 0 })
    return made
  }

  it('is dropped, the newest first', async () => {
    const { dispatcher, records } = await filled('asked')
    dispatcher.dispatch(notice({ topic: 'd' }), recipient(), 'd')
    await begun()
    expect(records).toHaveLength(1)
    expect(records).toMatchObject([{ approvalId: 'd', outcome: 'dropped', attempts: 0 }])
    expect(dispatcher.status()).toEqual({ waiting: 3, active: 1, dropped: 1 })
  })

  it('makes room for what is about security, and not for anything else', async () => {
    const { dispatcher, records } = await filled('asked')
    dispatcher.dispatch(notice({ topic: 'd', kind: 'security' }), recipient(), 'd')
    dispatcher.dispatch(notice({ topic: 'e', kind: 'ended' }), recipient(), 'e')
    await begun()
    expect(records).toHaveLength(2)
    expect(records.map(({ approvalId }) => approvalId)).toEqual(['c', 'e'])
  })

  it('is dropped, too, where all that waits is about security', async () => {
    const { dispatcher, records } = await filled('security')
    dispatcher.dispatch(notice({ topic: 'd', kind: 'security' }), recipient(), 'd')
    await begun()
    expect(records).toHaveLength(1)
    expect(records).toMatchObject([{ approvalId: 'd', outcome: 'dropped' }])
  })

  it('of one notifier leaves the others their room', async () => {
    const { dispatcher, records } = dispatching(
      [notifierOf('hanging', never), notifierOf('one', accept)],
      { options: { active: 2, waiting: 20 } },
    )
    for (let number = 0; number < 30; number++) {
      dispatcher.dispatch(notice(), person(number))
      await begun()
    }
    expect(records.filter(({ notifier }) => notifier === 'one')).toHaveLength(30)
    expect(dispatcher.status()).toEqual({ waiting: 10, active: 1, dropped: 19 })
  })
})

describe('a newer notice of a topic', () => {
  const limits = { options: { active: 1 } }

  it('takes the place of an older one that waits', async () => {
    const sent: string[] = []
    let begin: ((outcome: DeliveryOutcome) => void) | undefined
    const { dispatcher, records } = dispatching(
      [
        notifierOf('one', async ({ title }) => {
          sent.push(title)
          return title === 'first' ? new Promise((resolve) => (begin = resolve)) : 'accepted'
        }),
      ],
      limits,
    )
    dispatcher.dispatch(notice({ topic: 'a', title: 'first' }), recipient())
    await begun()
    expect(sent).toEqual(['first'])
    dispatcher.dispatch(notice({ topic: 'b', title: 'old' }), recipient())
    dispatcher.dispatch(notice({ topic: 'b', title: 'of somebody else' }), person(2))
    dispatcher.dispatch(notice({ topic: 'b', title: 'new' }), recipient())
    begin?.('accepted')
    await begun()
    expect(records).toHaveLength(4)
    expect(sent).toEqual(['first', 'of somebody else', 'new'])
    expect(records[0]).toMatchObject({ outcome: 'dropped', attempts: 0 })
  })

  it('takes the place for each device by itself', async () => {
    const sent: string[] = []
    const { dispatcher, records } = dispatching([
      {
        name: 'one',
        deliveries: (_notice, { devices }) =>
          devices.map(({ id }) => ({
            device: id,
            send: async () => {
              sent.push(id)
              return 'accepted'
            },
          })),
      },
    ])
    dispatcher.dispatch(notice(), recipient({ devices: [device('phone'), device('desk')] }))
    dispatcher.dispatch(notice(), recipient({ devices: [device('desk'), device('watch')] }))
    await begun()
    expect(records).toHaveLength(4)
    expect(sent).toEqual(['phone', 'desk', 'watch'])
    expect(records[0]).toMatchObject({ device: 'desk', outcome: 'dropped' })
  })
})

describe('notifiers', () => {
  it.each([
    ['notifiers', 'web-push'],
    ['notifiers', Array.from({ length: 17 }, (_, at) => notifierOf(`n${at}`, accept))],
    ['notifiers.0', [undefined]],
    ['notifiers.0', [{ name: 'one' }]],
    ['notifiers.0', [notifierOf('One', accept)]],
    ['notifiers.0', [notifierOf('', accept)]],
    ['notifiers.1', [notifierOf('one', accept), notifierOf('one', accept)]],
  ])('are checked: "%s"', (option, notifiers) => {
    const parts = {
      notifiers: notifiers as readonly Notifier[],
      unsubscribe: async () => undefined,
    }
    const deliveries = { add: async () => undefined, of: async () => [] }
    expect(() => createDispatcher({ ...parts, deliveries })).toThrow(
      expect.objectContaining({ name: 'ConfigError', option }),
    )
  })

  it('may be none', async () => {
    const { dispatcher } = dispatching([])
    dispatcher.dispatch(notice(), recipient())
    expect(dispatcher.status()).toEqual({ waiting: 0, active: 0, dropped: 0 })
    await dispatcher.close()
  })
})
