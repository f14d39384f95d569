import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { NotAdmitted } from '../../src/desk/not-admitted.js'
import type { Directory } from '../../src/directory/directory.js'
import { directoryOn, OPENING, type OpenedDirectory } from '../support/directories.js'
import { deskOver, request, SHOP, stored, type DeskWorld } from '../support/desk-world.js'
import { someone } from '../support/samples.js'

let opened: OpenedDirectory
let directory: Directory
beforeAll(async () => {
  opened = await directoryOn('PGlite')
  directory = opened.directory
}, OPENING)
afterAll(async () => opened.close())
afterEach(() => vi.useRealTimers())

function after(seconds: number): void {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + seconds * 1000 })
}

const OTHER = { ...SHOP, clientId: 'other' }

/** Why a client may not ask, or `admitted`. */
async function admission(world: DeskWorld, subject: string, client = SHOP): Promise<string> {
  const arrival = await world.desk.arrive(client)
  const answer = arrival.admitted ? await world.desk.admit(client, { subject }) : arrival
  if (answer.admitted) return 'admitted'
  expect(answer.retryAfter).toBeGreaterThan(0)
  return answer.reason
}

describe('a request', () => {
  it('is kept, told, and known to nobody by what the client has', async () => {
    const world = deskOver(directory)
    const requested = await request(world)
    const approval = await stored(directory, requested)
    expect(approval).toMatchObject({ clientId: 'shop', decision: undefined })
    expect(requested.asked.approvalId).toMatch(/^[\w-]{22}$/)
    await expect.poll(() => world.notices).toHaveLength(1)
    const [notice] = world.notices
    expect(notice).toMatchObject({
      kind: 'asked',
      title: 'The Shop asks for access',
      url: `https://approve.example/owner/approvals/${approval.id}`,
      expiresAt: approval.expiresAt,
    })
    const seen = JSON.stringify([approval, notice, requested.asked])
    expect(seen).not.toContain(requested.authReqId)
    expect(`${notice?.title} ${notice?.text}`).not.toMatch(/\d/)
    expect(world.changed).toEqual([approval.id])
  })

  it('is the only one of a client at a person, of twenty at once', async () => {
    const world = deskOver(directory)
    const person = { subject: someone() }
    const asked = await Promise.allSettled(
      Array.from({ length: 20 }, async () => request(world, { person })),
    )
    expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const reasons = asked.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []))
    expect(reasons.every((reason) => reason instanceof NotAdmitted)).toBe(true)
    expect(await directory.approvals.open(person.subject, Date.now())).toHaveLength(1)
    expect(await admission(world, person.subject)).toBe('pending')
    expect(await admission(world, person.subject, OTHER)).toBe('admitted')
  })

  it('makes room once it is decided, or its time is over', async () => {
    const world = deskOver(directory, { limits: { coolDown: 0 } })
    const { person, asked, device, choice } = await request(world)
    await world.desk.approve(asked.approvalId, device, choice)
    expect(await admission(world, person.subject)).toBe('admitted')
    await request(world, { person })
    expect(await admission(world, person.subject)).toBe('pending')
    after(121)
    expect(await admission(world, person.subject)).toBe('admitted')
  })

  it('keeps its place when a poll of an older one hands on what was decided', async () => {
    const world = deskOver(directory, { limits: { coolDown: 0 } })
    const { person, asked, device, authReqId } = await request(world)
    await world.desk.deny(asked.approvalId, device)
    await request(world, { person })
    await world.desk.settle(authReqId)
    expect(await admission(world, person.subject)).toBe('pending')
  })

  it('that cannot be kept makes room again', async () => {
    const world = deskOver(directory)
    const person = { subject: someone() }
    const closed = { ...directory, approvals: { ...directory.approvals, add: failing } }
    const broken = deskOver(closed, { state: world.state })
    await expect(request(broken, { person })).rejects.toThrow('full')
    await request(world, { person })
  })
})

async function failing(): Promise<void> {
  throw new Error('the disk is full')
}

describe('who asks too much', () => {
  it('is turned away after so many to one person', async () => {
    const world = deskOver(directory, { limits: { perClientAndPerson: 2 } })
    const subject = someone()
    expect(await admission(world, subject)).toBe('admitted')
    expect(await admission(world, subject)).toBe('admitted')
    expect(await admission(world, subject)).toBe('rate_limited')
    expect(await admission(world, subject, OTHER)).toBe('admitted')
    expect(await admission(world, someone())).toBe('admitted')
    after(601)
    expect(await admission(world, subject)).toBe('admitted')
  })

  it('is turned away after so many in a minute, to whomever', async () => {
    const world = deskOver(directory, { limits: { perClient: 2 } })
    await admission(world, someone())
    await admission(world, someone())
    expect(await admission(world, someone())).toBe('rate_limited')
    after(61)
    expect(await admission(world, someone())).toBe('admitted')
  })

  it('leaves the person in peace, also if they are many', async () => {
    const world = deskOver(directory, { limits: { perPerson: 3 } })
    const subject = someone()
    const answers = []
    for (const clientId of ['a', 'b', 'c', 'd']) {
      answers.push(await admission(world, subject, { ...SHOP, clientId }))
    }
    expect(answers).toEqual(['admitted', 'admitted', 'admitted', 'rate_limited'])
  })
})

describe('after a no', () => {
  it('the client waits before it asks the same person again', async () => {
    const world = deskOver(directory, { limits: { coolDown: 100 } })
    const { person, asked, device } = await request(world)
    await world.desk.deny(asked.approvalId, device)
    expect(await admission(world, person.subject)).toBe('cooling_down')
    expect(await admission(world, someone())).toBe('admitted')
    after(101)
    expect(await admission(world, person.subject)).toBe('admitted')
  })

  it('the client is blocked for a day, or for good, if the owner says so', async () => {
    const world = deskOver(directory, { limits: { coolDown: 0 } })
    for (const [block, reason] of [
      ['day', 'admitted'],
      ['forever', 'blocked'],
    ] as const) {
      const { person, asked, device } = await request(world)
      await world.desk.deny(asked.approvalId, device, block)
      expect(await admission(world, person.subject)).toBe('blocked')
      expect(await admission(world, person.subject, OTHER)).toBe('admitted')
      after(86_401)
      expect(await admission(world, person.subject)).toBe(reason)
      vi.useRealTimers()
    }
  })
})
