import { KINDS } from '@countersign/test-servers/vitest'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Approval, phaseOf } from '../../src/approval.js'
import type { Approvals } from '../../src/directory/directory.js'
import { DirectoryRefusal } from '../../src/directory/directory-errors.js'
import { directoryOn, OPENING, type OpenedDirectory, refusalOf } from '../support/directories.js'
import {
  approvalOf,
  decidedApprovalOf,
  GRANTED,
  HOSTILE,
  newId,
  someone,
  START,
} from '../support/samples.js'

describe.each(KINDS)('approvals on %s', (kind) => {
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

  it('come back as they were added', async () => {
    const approval = await added()
    expect(await approvals.get(approval.id)).toStrictEqual(approval)
    const bare = approvalOf(someone(), {
      origin: { address: undefined, network: undefined, userAgent: undefined },
      wish: { ...approval.wish, authorizationDetails: [], bindingMessage: undefined },
    })
    await approvals.add(bare)
    expect(await approvals.get(bare.id)).toStrictEqual(bare)
    const whole = decidedApprovalOf(someone(), 'approved', {
      issuedAt: START + 2_000,
      tokenExpiresAt: START + 62_000,
      stoppedAt: START + 3_000,
    })
    await approvals.add(whole)
    expect(await approvals.get(whole.id)).toStrictEqual(whole)
  })

  it('have an id each', async () => {
    const approval = await added()
    const forged = { ...approvalOf(someone()), id: approval.id }
    await expect(approvals.add(forged)).rejects.toThrow(DirectoryRefusal)
    expect(await approvals.get(approval.id)).toEqual(approval)
  })

  it('are none for an id that is not there', async () => {
    for (const id of [newId(), '', '*', 'x'.repeat(10_000)])
      expect(await approvals.get(id)).toBeUndefined()
  })

  it('that are open are those with something to answer, to fetch or to stop', async () => {
    const subject = someone()
    const issued = { issuedAt: START + 2_000, tokenExpiresAt: START + 62_000 }
    const all = [
      approvalOf(subject),
      approvalOf(subject, { askedAt: START - 120_000 }),
      decidedApprovalOf(subject, 'denied'),
      decidedApprovalOf(subject, 'approved'),
      decidedApprovalOf(subject, 'approved', { askedAt: START - 120_000 }),
      decidedApprovalOf(subject, 'approved', issued),
      decidedApprovalOf(subject, 'approved', { ...issued, stoppedAt: START + 3_000 }),
      decidedApprovalOf(subject, 'approved', { ...issued, tokenExpiresAt: START + 500_000 }),
      approvalOf(someone()),
    ]
    for (const approval of all) await approvals.add(approval)
    for (const now of [START, START + 61_999, START + 62_000, START + 119_999, START + 120_000]) {
      const expected = all.filter(
        (one) =>
          one.subject === subject && ['waiting', 'approved', 'active'].includes(phaseOf(one, now)),
      )
      const open = await approvals.open(subject, now)
      expect(open.map(({ id }) => id).toSorted()).toEqual(expected.map(({ id }) => id).toSorted())
    }
    expect(await approvals.open(subject, START + 500_000)).toEqual([])
  })

  describe('of a client', () => {
    it('are known once there was a yes, to the same person', async () => {
      const [subject, other] = [someone(), someone()]
      await added(decidedApprovalOf(subject, 'denied'))
      await added(approvalOf(subject))
      expect(await approvals.knows(subject, 'shop')).toBe(false)
      await added(decidedApprovalOf(subject, 'approved'))
      expect(await approvals.knows(subject, 'shop')).toBe(true)
      expect(await approvals.knows(subject, 'Shop')).toBe(false)
      expect(await approvals.knows(other, 'shop')).toBe(false)
    })

    it('are told by when they were decided on, the newest first', async () => {
      const subject = someone()
      const [first, second, third] = [START, START + 1, START + 2].map((askedAt) =>
        approvalOf(subject, { askedAt }),
      ) as [Approval, Approval, Approval]
      for (const approval of [first, second, third]) await approvals.add(approval)
      await added(approvalOf(subject))
      await added(decidedApprovalOf(subject, 'approved', { clientId: 'other' }))
      await approvals.decide(third.id, { ...no, at: START + 10 })
      await approvals.decide(first.id, { ...yes, at: START + 20 })
      await approvals.decide(second.id, { ...no, at: START + 30 })
      const earlier = await approvals.earlier(subject, 'shop', 2)
      expect(earlier.map(({ id }) => id)).toEqual([second.id, first.id])
      expect(await approvals.earlier(subject, 'shop', 100)).toHaveLength(3)
    })
  })

  describe.each(HOSTILE)('$what', ({ text, clean, isName }) => {
    it('finds nothing', async () => {
      expect(await approvals.get(text)).toBeUndefined()
      expect(await approvals.decide(text, yes)).toBe(false)
      expect(await approvals.issued(text, START, START + 1)).toBe(false)
      expect(await approvals.stop(text, START)).toBe(false)
      expect(await approvals.open(text, START)).toEqual([])
      expect(await approvals.knows(text, text)).toBe(false)
      expect(await approvals.earlier(text, text, 10)).toEqual([])
      expect((await approvals.of(text, { limit: 10 })).approvals).toEqual([])
    })

    it('is kept in a wish as it came, and in what was granted', async () => {
      const { wish } = approvalOf(someone())
      const approval = await added(
        approvalOf(someone(), {
          wish: {
            ...wish,
            scopes: [text],
            resource: text,
            authorizationDetails: [{ [text]: text }, { nested: [{ text }] }],
            bindingMessage: text,
          },
        }),
      )
      const granted = { scopes: [text], lifetime: 1 }
      expect(await approvals.decide(approval.id, { ...yes, granted })).toBe(true)
      expect(await approvals.get(approval.id)).toMatchObject({ wish: approval.wish, granted })
    })

    it('is cleaned in an origin, and in the name of a device', async () => {
      const origin = { address: text, network: text, userAgent: text }
      const approval = await added(approvalOf(someone(), { origin }))
      expect(await approvals.decide(approval.id, { ...yes, device: text })).toBe(true)
      const found = await approvals.get(approval.id)
      expect(found?.origin).toEqual({
        address: clean.slice(0, 255),
        network: clean.slice(0, 255),
        userAgent: clean.slice(0, 256),
      })
      expect(found?.decidedBy).toBe(clean.slice(0, 255))
    })

    it('is found again as a subject and a client, or refused', async () => {
      const approval = approvalOf(text, { clientId: text })
      const outcome = await approvals.add(approval).catch(refusalOf)
      const found = await approvals.get(approval.id)
      expect([outcome, found]).toEqual(isName ? [undefined, approval] : ['bad_value', undefined])
    })
  })

  it('with more in their wish than a request can have are refused', async () => {
    const { wish } = approvalOf(someone())
    const authorizationDetails = [{ text: 'x'.repeat(131_072) }]
    const approval = approvalOf(someone(), { wish: { ...wish, authorizationDetails } })
    await expect(approvals.add(approval)).rejects.toThrow(DirectoryRefusal)
  })

  it('with something issued or stopped, or decided on, without a yes are refused', async () => {
    const subject = someone()
    const bad: readonly Approval[] = [
      approvalOf(subject, { issuedAt: START }),
      approvalOf(subject, { stoppedAt: START }),
      decidedApprovalOf(subject, 'denied', { tokenExpiresAt: START }),
      decidedApprovalOf(subject, 'approved', { granted: undefined }),
      approvalOf(subject, { decidedAt: START }),
      approvalOf(subject, { decision: 'denied' }),
    ]
    for (const approval of bad)
      await expect(approvals.add(approval)).rejects.toThrow(DirectoryRefusal)
    expect((await approvals.of(subject, { limit: 1 })).approvals).toEqual([])
  })

  it('with moments that are none are refused', async () => {
    const approval = await added()
    for (const at of [NaN, Infinity, -1, 0.5, 8_640_000_000_000_001]) {
      await expect(approvals.decide(approval.id, { ...yes, at })).rejects.toThrow(DirectoryRefusal)
      await expect(approvals.stop(approval.id, at)).rejects.toThrow(DirectoryRefusal)
      await expect(approvals.open(approval.subject, at)).rejects.toThrow(DirectoryRefusal)
      await expect(approvals.add(approvalOf(someone(), { askedAt: at }))).rejects.toThrow(
        DirectoryRefusal,
      )
    }
    const last = 8_640_000_000_000_000
    await added(approvalOf(someone(), { askedAt: last, expiresAt: last }))
  })
})
