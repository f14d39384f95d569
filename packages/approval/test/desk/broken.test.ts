import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Directory } from '../../src/directory/directory.js'
import type { ApprovalState } from '../../src/state/approval-state.js'
import { memoryApprovalState } from '../../src/state/memory-approval-state.js'
import { directoryOn, OPENING, type OpenedDirectory } from '../support/directories.js'
import { deskOver, request, SHOP, stored } from '../support/desk-world.js'
import { someone } from '../support/samples.js'

let opened: OpenedDirectory
beforeAll(async () => {
  opened = await directoryOn('PGlite')
}, OPENING)
afterAll(async () => opened.close())

/** A state that can be away. */
function breakable(): { readonly state: ApprovalState; readonly away: (isAway: boolean) => void } {
  const kept = memoryApprovalState()
  let isAway = false
  const orAway = <R>(answer: () => Promise<R>): Promise<R> =>
    isAway ? Promise.reject(new Error('the state is away')) : answer()
  const state: ApprovalState = Object.assign(Object.create(kept) as ApprovalState, {
    get: async (keys) => orAway(async () => kept.get(keys)),
    set: async (...entry) => orAway(async () => kept.set(...entry)),
    add: async (...entry) => orAway(async () => kept.add(...entry)),
    remove: async (keys) => orAway(async () => kept.remove(keys)),
    count: async (...given) => orAway(async () => kept.count(...given)),
  } satisfies Partial<ApprovalState>)
  return { state, away: (now) => (isAway = now) }
}

/** The directory, the history of which cannot be written. */
function withoutHistory(): { readonly directory: Directory; readonly mend: () => void } {
  let isBroken = true
  const { directory } = opened
  const { history } = directory
  return {
    directory: Object.create(directory, {
      history: {
        value: {
          of: history.of.bind(history),
          add: async (...args: Parameters<typeof history.add>) => {
            if (isBroken) throw new Error('the directory is away')
            await history.add(...args)
          },
        },
      },
    }) as Directory,
    mend: () => (isBroken = false),
  }
}

describe('a no', () => {
  it('blocks, though the state is away, and is remembered once it is there', async () => {
    const { state, away } = breakable()
    const world = deskOver(opened.directory, { state })
    const { asked, device, person, authReqId } = await request(world)
    away(true)
    await expect(world.desk.deny(asked.approvalId, device, 'forever')).rejects.toThrow('away')
    const blocked = opened.directory.blocks.has(device.subject, SHOP.clientId, Date.now())
    expect(await blocked).toBe(true)
    away(false)
    await opened.directory.blocks.remove(device.subject, SHOP.clientId)
    // Before that, another request is in its way.
    const early = await world.desk.admit(SHOP, person)
    expect(early).toMatchObject({ admitted: false, reason: 'pending' })
    await world.desk.settle(authReqId)
    expect(world.told).toEqual([['deny', asked.approvalId, authReqId]])
    const later = await world.desk.admit(SHOP, person)
    expect(later).toMatchObject({ admitted: false, reason: 'cooling_down' })
  })

  it('that was not answered can be said again, and blocks then', async () => {
    const { directory, mend } = withoutHistory()
    const world = deskOver(directory)
    mend()
    const { asked, device } = await request(world)
    expect(await world.desk.deny(asked.approvalId, device)).toBe('ok')
    expect(await world.desk.deny(asked.approvalId, device)).toBe('decided')
    expect(await world.desk.deny(asked.approvalId, device, 'day')).toBe('ok')
    const { blocks } = opened.directory
    expect(await blocks.has(device.subject, SHOP.clientId, Date.now())).toBe(true)
  })
})

describe('a request', () => {
  it('that could not be laid before its owner is shown to nobody', async () => {
    const { directory, mend } = withoutHistory()
    const world = deskOver(directory)
    const person = { subject: someone() }
    await expect(request(world, { person })).rejects.toThrow('away')
    expect(await opened.directory.approvals.open(person.subject, Date.now())).toEqual([])
    mend()
    const again = await request(world, { person })
    const open = await opened.directory.approvals.open(person.subject, Date.now())
    expect(open.map(({ id }) => id)).toEqual([again.asked.approvalId])
  })
})

describe('Stop', () => {
  it('stands in the history, though the provider is away', async () => {
    const world = deskOver(opened.directory)
    const requested = await request(world)
    const { asked, device, choice } = requested
    await world.desk.approve(asked.approvalId, device, choice)
    world.break('provider')
    await expect(world.desk.stop(asked.approvalId, device)).rejects.toThrow('away')
    expect(world.revocations).toHaveLength(1)
    expect((await stored(opened.directory, requested)).stoppedAt).toBeDefined()
    const { events } = await opened.directory.history.of(device.subject, { limit: 10 })
    expect(events.map(({ kind }) => kind)).toContain('stopped')
  })
})
