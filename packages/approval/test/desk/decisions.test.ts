import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Directory } from '../../src/directory/directory.js'
import { directoryOn, OPENING, type OpenedDirectory } from '../support/directories.js'
import { deskOver, request, stored, wrongNumber } from '../support/desk-world.js'
import { deviceOf, newId, someone } from '../support/samples.js'

let opened: OpenedDirectory
let directory: Directory
beforeAll(async () => {
  opened = await directoryOn('PGlite')
  directory = opened.directory
}, OPENING)
afterAll(async () => opened.close())
afterEach(() => vi.useRealTimers())

/** Moves the clock; nothing else. */
function after(milliseconds: number): void {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + milliseconds })
}

describe('a yes', () => {
  it('is handed on once, with what was chosen, in the order of the wish', async () => {
    const world = deskOver(directory)
    const requested = await request(world)
    const { asked, device, authReqId } = requested
    const choice = { scopes: ['photos:print', 'photos:read'], lifetime: 60, number: asked.number }
    expect(await world.desk.approve(asked.approvalId, device, choice)).toBe('ok')
    expect(world.told).toEqual([['approve', asked.approvalId, authReqId]])
    expect(await stored(directory, requested)).toMatchObject({
      decision: 'approved',
      decidedBy: device.id,
      granted: { scopes: ['photos:read', 'photos:print'], lifetime: 60 },
    })
  })

  it('and a no at once: one of them counts, and the provider hears of no other', async () => {
    const world = deskOver(directory)
    const requested = await request(world)
    const { asked, device, choice } = requested
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, async (_, index) =>
        index % 2 === 0
          ? world.desk.approve(asked.approvalId, device, choice)
          : world.desk.deny(asked.approvalId, device),
      ),
    )
    expect(outcomes.filter((outcome) => outcome === 'ok')).toHaveLength(1)
    expect(outcomes.filter((outcome) => outcome === 'decided')).toHaveLength(19)
    const { decision } = await stored(directory, requested)
    expect(world.told.map(([what]) => what)).toEqual([decision === 'approved' ? 'approve' : 'deny'])
  })

  it('is refused a second time', async () => {
    const world = deskOver(directory)
    const { asked, device, choice } = await request(world)
    await world.desk.approve(asked.approvalId, device, choice)
    expect(await world.desk.approve(asked.approvalId, device, choice)).toBe('decided')
    expect(await world.desk.check(asked.approvalId, device.subject, choice)).toBe('decided')
    expect(await world.desk.deny(asked.approvalId, device)).toBe('decided')
    expect(world.told).toHaveLength(1)
  })

  it('is refused once the time is over, to the millisecond', async () => {
    const world = deskOver(directory)
    const requested = await request(world)
    const { asked, device, choice } = requested
    const { expiresAt } = await stored(directory, requested)
    after(expiresAt - Date.now())
    vi.setSystemTime(expiresAt)
    expect(await world.desk.approve(asked.approvalId, device, choice)).toBe('expired')
    expect(await world.desk.deny(asked.approvalId, device)).toBe('expired')
    expect(await world.desk.check(asked.approvalId, device.subject, choice)).toBe('expired')
    expect(world.told).toEqual([])
  })

  it('of another person is like one to nothing at all', async () => {
    const world = deskOver(directory)
    const { asked, choice } = await request(world)
    const stranger = deviceOf(someone())
    for (const id of [asked.approvalId, newId()]) {
      expect(await world.desk.approve(id, stranger, choice)).toBe('unknown')
      expect(await world.desk.deny(id, stranger)).toBe('unknown')
      expect(await world.desk.check(id, stranger.subject, choice)).toBe('unknown')
      expect(await world.desk.stop(id, stranger)).toBe(false)
    }
    expect(world.told).toEqual([])
  })

  it.each([
    ['no scope at all', { scopes: [] }],
    ['a scope that was not asked for', { scopes: ['photos:read', 'photos:delete'] }],
    ['a scope of the protocol', { scopes: ['openid'] }],
    ['a scope twice', { scopes: ['photos:read', 'photos:read'] }],
    ['a longer life', { lifetime: 301 }],
    ['hardly any life', { lifetime: 9 }],
    ['half a second', { lifetime: 60.5 }],
    ['no number for a life', { lifetime: Number.NaN }],
  ])('to %s is refused', async (_what, change) => {
    const world = deskOver(directory)
    const { asked, device, choice } = await request(world)
    const wide = { ...choice, ...change }
    expect(await world.desk.check(asked.approvalId, device.subject, wide)).toBe('out_of_bounds')
    expect(await world.desk.approve(asked.approvalId, device, wide)).toBe('out_of_bounds')
    expect(world.told).toEqual([])
  })
})

describe('the number', () => {
  it('has two digits, and is needed', async () => {
    const world = deskOver(directory)
    const requested = await request(world)
    const { asked, device, choice } = requested
    expect(asked.number).toMatch(/^\d\d$/)
    for (const number of [undefined, '', wrongNumber(requested), `${asked.number}0`]) {
      const outcome = await world.desk.approve(asked.approvalId, device, { ...choice, number })
      expect(outcome).toBe('wrong_number')
    }
    expect(world.told).toEqual([])
  })

  it('is no more after three wrong ones: the request is refused', async () => {
    const world = deskOver(directory)
    const requested = await request(world)
    const { asked, device, choice, person } = requested
    const wrong = { ...choice, number: wrongNumber(requested) }
    const check = async (): Promise<string> =>
      world.desk.check(asked.approvalId, person.subject, wrong)
    expect([await check(), await check(), await check()]).toEqual([
      'wrong_number',
      'wrong_number',
      'too_many_wrong_numbers',
    ])
    expect(await world.desk.approve(asked.approvalId, device, choice)).toBe('decided')
    expect(world.told.map(([what]) => what)).toEqual(['deny'])
    const { events } = await directory.history.of(person.subject, { limit: 10 })
    const kinds = events.map(({ kind }) => kind)
    expect(kinds.filter((kind) => kind === 'number_mismatch')).toHaveLength(3)
    expect(kinds).toContain('denied')
  })

  it('is not asked for where it is switched off', async () => {
    const world = deskOver(directory, { numberMatching: false })
    const { asked, device, choice } = await request(world)
    expect(asked.number).toBeUndefined()
    expect(await world.desk.approve(asked.approvalId, device, choice)).toBe('ok')
  })
})

describe('a decision that the provider did not hear of', () => {
  it('stands, and is handed on by the next poll, also of another instance', async () => {
    const first = deskOver(directory)
    const { asked, device, choice, authReqId } = await request(first)
    first.break('provider')
    await expect(first.desk.approve(asked.approvalId, device, choice)).rejects.toThrow('away')
    expect(first.told).toEqual([])

    const second = deskOver(directory, { state: first.state })
    await second.desk.settle(authReqId)
    expect(second.told).toEqual([['approve', asked.approvalId, authReqId]])
  })

  it('is nothing as long as there is no decision, or nobody knows the request', async () => {
    const world = deskOver(directory)
    const { authReqId } = await request(world)
    await world.desk.settle(authReqId)
    await world.desk.settle(newId())
    expect(world.told).toEqual([])
  })

  it('is a no where it was stopped before', async () => {
    const world = deskOver(directory)
    const { asked, device, choice, authReqId } = await request(world)
    world.break('provider')
    await expect(world.desk.approve(asked.approvalId, device, choice)).rejects.toThrow('away')
    world.break(undefined)
    expect(await world.desk.stop(asked.approvalId, device)).toBe(true)
    await world.desk.settle(authReqId)
    expect(world.told.map(([what]) => what)).toEqual(['revoke', 'deny'])
  })
})
