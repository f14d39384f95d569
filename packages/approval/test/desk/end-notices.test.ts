import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Approval } from '../../src/approval.js'
import type { Context } from '../../src/context.js'
import { Changes } from '../../src/desk/changes.js'
import { EndNotices } from '../../src/desk/end-notices.js'
import type { Notice, Recipient } from '../../src/notify/notifier.js'
import type { ApprovalState } from '../../src/state/approval-state.js'
import { memoryApprovalState } from '../../src/state/memory-approval-state.js'
import { deviceOf, decidedApprovalOf, START } from '../support/samples.js'

/** An instance that tells of ends, and of what there is to tell. */
interface Teller {
  readonly told: readonly { readonly notice: Notice; readonly recipient: Recipient }[]
  readonly close: () => void
  /** As when this instance has issued a token: lets it look. */
  readonly issued: (approval: Approval) => Promise<void>
}

const APPROVAL = decidedApprovalOf('ada', 'approved', {
  askedAt: START,
  issuedAt: START + 2_000,
  tokenExpiresAt: START + 62_000,
})
const DEVICE = deviceOf('ada')
/** Milliseconds from the start until it is told. */
const TOLD_AFTER = 65_000

let stored: Map<string, Approval>
beforeEach(() => {
  stored = new Map()
  vi.useFakeTimers({ now: START })
})
afterEach(() => vi.useRealTimers())

function teller(state: ApprovalState = memoryApprovalState()): Teller {
  const told: { notice: Notice; recipient: Recipient }[] = []
  const changes = new Changes()
  const context = {
    settings: {
      issuer: 'https://approve.example',
      resources: new Map(),
      people: { get: (subject: string) => ({ subject, name: 'Ada' }) },
      ledger: { owner: () => ({ summary: async () => ({ accepted: 3, refused: 1 }) }) },
    },
    state,
    changes,
    directory: {
      approvals: { get: async (id: string) => stored.get(id) },
      devices: { of: async () => [DEVICE] },
    },
    dispatcher: {
      dispatch: (notice: Notice, recipient: Recipient) => told.push({ notice, recipient }),
    },
    client: async () => ({ name: 'The Shop' }),
  }
  // What it does not ask for is not there.
  const notices = new EndNotices(context as unknown as Context)
  return {
    told,
    close: () => notices.close(),
    async issued(approval) {
      stored.set(approval.id, approval)
      changes.tell(approval.subject, approval.id)
      await vi.advanceTimersByTimeAsync(0)
    },
  }
}

describe('the end of a token', () => {
  it('is told once it is over, with what was done, on the devices of its owner', async () => {
    const { told, issued } = teller()
    await issued(APPROVAL)
    await vi.advanceTimersByTimeAsync(TOLD_AFTER - 1)
    expect(told).toEqual([])
    await vi.advanceTimersByTimeAsync(1)
    expect(told).toEqual([
      {
        notice: {
          kind: 'ended',
          topic: APPROVAL.id,
          title: 'The Shop: access has ended',
          text: 'Used 3 times, refused once.',
          url: `https://approve.example/owner/approvals/${APPROVAL.id}`,
          expiresAt: START + 62_000 + 86_400_000,
        },
        recipient: { person: { subject: 'ada', name: 'Ada' }, devices: [DEVICE] },
      },
    ])
    await vi.advanceTimersByTimeAsync(TOLD_AFTER)
    expect(told).toHaveLength(1)
  })

  it('is told once, however often something changes, and by one of the instances', async () => {
    const state = memoryApprovalState()
    const [one, other] = [teller(state), teller(state)]
    await Promise.all([one.issued(APPROVAL), one.issued(APPROVAL), other.issued(APPROVAL)])
    await vi.advanceTimersByTimeAsync(TOLD_AFTER)
    expect([...one.told, ...other.told]).toHaveLength(1)
  })

  it('is that of the last one, where tokens are refreshed', async () => {
    const { told, issued } = teller()
    await issued(APPROVAL)
    await vi.advanceTimersByTimeAsync(30_000)
    await issued({ ...APPROVAL, tokenExpiresAt: START + 92_000 })
    await vi.advanceTimersByTimeAsync(TOLD_AFTER - 30_000)
    expect(told).toEqual([])
    await vi.advanceTimersByTimeAsync(30_000)
    expect(told).toHaveLength(1)
  })

  it('is not told of what was refreshed by another instance meanwhile', async () => {
    const { told, issued } = teller()
    await issued(APPROVAL)
    stored.set(APPROVAL.id, { ...APPROVAL, tokenExpiresAt: START + 600_000 })
    await vi.advanceTimersByTimeAsync(TOLD_AFTER)
    expect(told).toEqual([])
  })

  it('is not told of what was stopped, here or elsewhere, before or after', async () => {
    const { told, issued } = teller()
    await issued(APPROVAL)
    await issued({ ...APPROVAL, stoppedAt: START + 10_000 })
    const another = { ...APPROVAL, id: `${APPROVAL.id}-2` }
    await issued(another)
    stored.set(another.id, { ...another, stoppedAt: START + 20_000 })
    await vi.advanceTimersByTimeAsync(TOLD_AFTER)
    expect(told).toEqual([])
  })

  it('is not told of what has no token, or ended long ago', async () => {
    const { told, issued } = teller()
    await issued(decidedApprovalOf('ada', 'denied'))
    await issued({ ...APPROVAL, tokenExpiresAt: START - 3_001 })
    await vi.advanceTimersByTimeAsync(TOLD_AFTER)
    expect([told, vi.getTimerCount()]).toEqual([[], 0])
  })

  it('is not told by an instance that was closed, also not while it looked', async () => {
    const { told, issued, close } = teller()
    await issued(APPROVAL)
    const looking = issued({ ...APPROVAL, id: `${APPROVAL.id}-2` })
    close()
    await looking
    expect(vi.getTimerCount()).toBe(0)
    await vi.advanceTimersByTimeAsync(TOLD_AFTER)
    expect(told).toEqual([])
  })

  it('fails nothing where the record is away', async () => {
    const state = memoryApprovalState()
    state.add = async () => Promise.reject(new Error('the state is away'))
    const { told, issued } = teller(state)
    await issued(APPROVAL)
    await vi.advanceTimersByTimeAsync(TOLD_AFTER)
    expect(told).toEqual([])
  })
})
