import { KINDS } from '@countersign/test-servers/vitest'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Approval } from '../../src/approval.js'
import type { Approvals } from '../../src/directory/directory.js'
import { DirectoryRefusal } from '../../src/directory/directory-errors.js'
import { directoryOn, OPENING, type OpenedDirectory } from '../support/directories.js'
import { approvalOf, GRANTED, newId, someone, START } from '../support/samples.js'

describe.each(KINDS)('decisions on approvals on %s', (kind) => {
  let opened: OpenedDirectory
  let approvals: Approvals

  beforeAll(async () => {
    opened = await directoryOn(kind)
    approvals = opened.directory.approvals
  }, OPENING)
  afterAll(async () => opened.close())

  async function added(approval: Approval = approvalOf(someone())): Promise<Approval> {
    await approvals.add(approval)
    return approval
  }

  const yes = { decision: 'approved', at: START + 1, device: newId(), granted: GRANTED } as const
  const no = { decision: 'denied', at: START + 1, device: newId() } as const

  describe('deciding', () => {
    it('keeps a yes, with what was granted', async () => {
      const approval = await added()
      expect(await approvals.decide(approval.id, yes)).toBe(true)
      expect(await approvals.get(approval.id)).toStrictEqual({
        ...approval,
        decision: 'approved',
        decidedAt: yes.at,
        decidedBy: yes.device,
        granted: GRANTED,
      })
    })

    it('keeps a no, and nothing that would be granted with it', async () => {
      const approval = await added()
      expect(await approvals.decide(approval.id, { ...no, granted: GRANTED })).toBe(true)
      expect(await approvals.get(approval.id)).toStrictEqual({
        ...approval,
        decision: 'denied',
        decidedAt: no.at,
        decidedBy: no.device,
      })
    })

    it('is possible until the time is over, and not at its end', async () => {
      const [early, late] = [await added(), await added()]
      const at = early.expiresAt - 1
      expect(await approvals.decide(early.id, { ...yes, at })).toBe(true)
      expect(await approvals.decide(late.id, { ...yes, at: late.expiresAt })).toBe(false)
      expect(await approvals.decide(late.id, { ...no, at: late.expiresAt + 1 })).toBe(false)
      expect(await approvals.get(late.id)).toEqual(late)
    })

    it('happens once', async () => {
      const approval = await added()
      expect(await approvals.decide(approval.id, no)).toBe(true)
      expect(await approvals.decide(approval.id, yes)).toBe(false)
      expect(await approvals.decide(approval.id, no)).toBe(false)
      expect(await approvals.decide(newId(), yes)).toBe(false)
    })

    it('happens once, of twenty at once, and what was told is what is kept', async () => {
      const approval = await added()
      const decisions = Array.from({ length: 20 }, (_, index) => ({
        ...(index % 2 === 0 ? yes : no),
        device: newId(),
      }))
      const decided = await Promise.all(
        decisions.map(async (decision) => approvals.decide(approval.id, decision)),
      )
      expect(decided.filter(Boolean)).toHaveLength(1)
      const winner = decisions[decided.indexOf(true)]
      expect(await approvals.get(approval.id)).toMatchObject({
        decision: winner?.decision,
        decidedBy: winner?.device,
      })
    })

    it('needs to be told what a yes grants', async () => {
      const approval = await added()
      for (const granted of [undefined, { ...GRANTED, scopes: [] }, { ...GRANTED, lifetime: 0 }]) {
        const decision = { ...yes, ...(granted && { granted }) }
        if (!granted) Reflect.deleteProperty(decision, 'granted')
        await expect(approvals.decide(approval.id, decision)).rejects.toThrow(DirectoryRefusal)
      }
      expect(await approvals.get(approval.id)).toEqual(approval)
    })
  })

  describe('tokens', () => {
    it('are noted, the first and how long the last one is good', async () => {
      const approval = await added()
      await approvals.decide(approval.id, yes)
      expect(await approvals.issued(approval.id, START + 5_000, START + 65_000)).toBe(true)
      expect(await approvals.issued(approval.id, START + 9_000, START + 69_000)).toBe(true)
      expect(await approvals.issued(approval.id, START + 8_000, START + 68_000)).toBe(true)
      expect(await approvals.get(approval.id)).toMatchObject({
        issuedAt: START + 5_000,
        tokenExpiresAt: START + 69_000,
      })
    })

    it('have one first of them', async () => {
      const approval = await added()
      await approvals.decide(approval.id, yes)
      const first = async (at: number) =>
        approvals.issued(approval.id, START + at, START + at + 60_000, true)
      const taken = await Promise.all([first(5_000), first(6_000), first(7_000)])
      expect(taken.filter((one) => one)).toHaveLength(1)
      expect(await first(8_000)).toBe(false)
      expect(await approvals.issued(approval.id, START + 9_000, START + 69_000)).toBe(true)
    })

    it('are none without a yes', async () => {
      const [waiting, denied] = [await added(), await added()]
      await approvals.decide(denied.id, no)
      for (const id of [waiting.id, denied.id, newId()])
        expect(await approvals.issued(id, START, START + 60_000)).toBe(false)
    })

    it('are none after a stop', async () => {
      const approval = await added()
      await approvals.decide(approval.id, yes)
      await approvals.stop(approval.id, START + 2)
      expect(await approvals.issued(approval.id, START + 3, START + 60_000)).toBe(false)
      expect(await approvals.get(approval.id)).toMatchObject({ issuedAt: undefined })
    })

    it('are stopped, when they come at the moment of a stop, or are none', async () => {
      for (let round = 0; round < 10; round++) {
        const approval = await added()
        await approvals.decide(approval.id, yes)
        const [isIssued, isStopped] = await Promise.all([
          approvals.issued(approval.id, START + 2, START + 60_000),
          approvals.stop(approval.id, START + 2),
        ])
        const found = await approvals.get(approval.id)
        expect([isStopped, found?.stoppedAt]).toEqual([true, START + 2])
        expect(found?.issuedAt).toBe(isIssued ? START + 2 : undefined)
      }
    })
  })

  describe('stopping', () => {
    it('happens once, of twenty at once', async () => {
      const approval = await added()
      await approvals.decide(approval.id, yes)
      const stopped = await Promise.all(
        Array.from({ length: 20 }, async (_, index) => approvals.stop(approval.id, START + index)),
      )
      expect(stopped.filter(Boolean)).toHaveLength(1)
      const found = await approvals.get(approval.id)
      expect(found?.stoppedAt).toBe(START + stopped.indexOf(true))
    })

    it('finds nothing where nobody has said yes', async () => {
      const [waiting, denied] = [await added(), await added()]
      await approvals.decide(denied.id, no)
      for (const id of [waiting.id, denied.id, newId()])
        expect(await approvals.stop(id, START)).toBe(false)
      expect(await approvals.get(waiting.id)).toEqual(waiting)
    })

    it('at the moment of a yes comes after it, or has nothing to stop', async () => {
      for (let round = 0; round < 10; round++) {
        const approval = await added()
        const [isDecided, isStopped] = await Promise.all([
          approvals.decide(approval.id, yes),
          approvals.stop(approval.id, START + 2),
        ])
        expect(isDecided).toBe(true)
        const found = await approvals.get(approval.id)
        expect(found?.stoppedAt).toBe(isStopped ? START + 2 : undefined)
      }
    })
  })
})
