import { channel } from 'node:diagnostics_channel'
import { CHANNELS } from '@countersign/core'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { Counters } from '../../src/intake/counters.js'
import { Intake } from '../../src/intake/intake.js'
import type { NotedUse } from '../../src/intake/noted-use.js'
import { NOW, RULES, usage } from '../support/messages.js'

const usages = channel(CHANNELS.usage)
const refusals = channel(CHANNELS.refused)

let intake: Intake
let uses: NotedUse[]
let counters: Counters
let suppressed: number
let errors: unknown[]

beforeEach(() => {
  uses = []
  errors = []
  suppressed = 0
  counters = new Counters(null, () => NOW)
  intake = new Intake({
    rules: RULES,
    maxRefusalsPerMinute: 3,
    counters,
    clock: () => NOW,
    onUse: (use) => uses.push(use),
    onCount: () => undefined,
    onSuppressed: () => (suppressed += 1),
    onError: (error) => errors.push(error),
  })
  intake.open()
})
afterEach(() => intake.close())

const counted = (): unknown =>
  counters.take().map(({ kind, reason, count }) => ({ kind, reason, count }))

it('records the uses of verified tokens, accepted or refused', () => {
  usages.publish(usage())
  usages.publish(usage({ decision: 'refused', reason: 'token_expired' }))
  expect(uses).toMatchObject([
    { decision: 'accepted', subject: 'alice' },
    { decision: 'refused', reason: 'token_expired', subject: 'alice' },
  ])
  expect(counted()).toEqual([])
})

it('counts refusals of nobody, once, whether or not an adapter tells of them', () => {
  const identity = undefined
  refusals.publish({ reason: 'malformed_token', status: 401, detail: undefined, identity })
  usages.publish(usage({ decision: 'refused', issuer: undefined, reason: 'malformed_token' }))
  expect(uses).toEqual([])
  expect(counted()).toEqual([{ kind: 'unattributed', reason: 'malformed_token', count: 1 }])
})

it('leaves refusals of somebody to the adapter', () => {
  const identity = { issuer: 'https://id.example', subject: 'alice' }
  refusals.publish({ reason: 'token_expired', status: 401, detail: undefined, identity })
  expect(counted()).toEqual([])
})

it('counts requests that need no credentials', () => {
  usages.publish(usage({ decision: 'anonymous', issuer: undefined }))
  expect(uses).toEqual([])
  expect(counted()).toEqual([{ kind: 'anonymous', reason: null, count: 1 }])
})

it('records only so many refusals of one subject, and counts the others', () => {
  for (let index = 0; index < 10; index++)
    usages.publish(usage({ decision: 'refused', reason: 'token_expired' }))
  usages.publish(usage({ decision: 'refused', reason: 'token_expired', subject: 'bob' }))
  usages.publish(usage())
  expect(uses.map(({ subject }) => subject)).toEqual(['alice', 'alice', 'alice', 'bob', 'alice'])
  expect(suppressed).toBe(7)
  expect(counted()).toEqual([{ kind: 'suppressed', reason: 'token_expired', count: 7 }])
})

it.each([
  ['null', () => null],
  ['nothing', () => undefined],
  ['a number', () => 7],
  ['a text', () => 'x'],
  ['one that throws', () => throwing('decision')],
  ['one that throws later', () => throwing('userAgent')],
])('%s instead of a message throws nothing', (_name, message) => {
  usages.publish(message())
  refusals.publish(message())
  expect(uses).toEqual([])
})

function throwing(name: string): object {
  return Object.defineProperty(usage(), name, { get: refuse })
}

function refuse(): never {
  throw new Error('no')
}

it('tells what it could not take', () => {
  usages.publish(null)
  expect(errors).toHaveLength(1)
})

it('hears nothing once it is closed', () => {
  intake.close()
  usages.publish(usage())
  expect(uses).toEqual([])
})
