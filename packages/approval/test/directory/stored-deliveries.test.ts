import { KINDS } from '@countersign/test-servers/vitest'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Deliveries, RecordedDelivery } from '../../src/directory/directory.js'
import { directoryOn, OPENING, type OpenedDirectory } from '../support/directories.js'
import { HOSTILE, newId, someone, START } from '../support/samples.js'

function deliveryOf(changes: Partial<RecordedDelivery>): RecordedDelivery {
  return {
    at: START,
    approvalId: newId(),
    subject: someone(),
    notifier: 'web-push',
    device: undefined,
    outcome: 'accepted',
    attempts: 1,
    ...changes,
  }
}

describe.each(KINDS)('deliveries on %s', (kind) => {
  let opened: OpenedDirectory
  let deliveries: Deliveries

  beforeAll(async () => {
    opened = await directoryOn(kind)
    deliveries = opened.directory.deliveries
  }, OPENING)
  afterAll(async () => opened.close())

  it('come back as they were recorded, in their order, of one approval', async () => {
    const approvalId = newId()
    const first = deliveryOf({ approvalId, at: START + 1, device: newId() })
    const second = deliveryOf({ approvalId, outcome: 'dropped', attempts: 0 })
    for (const one of [first, second]) await deliveries.add(one)
    await deliveries.add(deliveryOf({}))
    await deliveries.add(deliveryOf({ approvalId: undefined }))
    expect(await deliveries.of(approvalId)).toStrictEqual([first, second])
    expect(await deliveries.of(newId())).toEqual([])
  })

  it.each(HOSTILE)('keep $what, cleaned', async ({ text, clean }) => {
    expect(await deliveries.of(text)).toEqual([])
    const approvalId = newId()
    await deliveries.add(
      deliveryOf({ approvalId, subject: text, notifier: text, device: text, outcome: 'failed' }),
    )
    const cut = clean.slice(0, 255)
    const kept = { subject: cut, notifier: cut, device: cut }
    expect(await deliveries.of(approvalId)).toMatchObject([kept])
  })
})
