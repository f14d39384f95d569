import type { ServerResponse } from 'node:http'
import { PassThrough } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Approval } from '../../src/approval.js'
import type { Context } from '../../src/context.js'
import { EventStream } from '../../src/owner/events/event-stream.js'
import { PersonWatch } from '../../src/owner/events/person-watch.js'
import { approvalOf, decidedApprovalOf, START } from '../support/samples.js'

beforeEach(() => void vi.useFakeTimers({ now: START }))
afterEach(() => void vi.useRealTimers())

function watched() {
  const open = vi.fn<() => Promise<readonly Approval[]>>(async () => [approvalOf('ada')])
  const context = { directory: { approvals: { open } } } as unknown as Context
  const output = Object.assign(new PassThrough(), {
    setHeader: () => undefined,
    writeHead: () => undefined,
  })
  const stream = new EventStream(output as unknown as ServerResponse)
  return { open, stream, output, watch: new PersonWatch(context, 'ada') }
}

describe('a watch', () => {
  it('looks once a second while there is a page', async () => {
    const { open, stream, watch } = watched()
    watch.join(stream)
    await vi.advanceTimersByTimeAsync(3_500)
    expect(open).toHaveBeenCalledTimes(4)
    watch.leave(stream)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(open).toHaveBeenCalledTimes(4)
  })

  it('looks again after the directory was away', async () => {
    const { open, stream, watch } = watched()
    open.mockRejectedValueOnce(new Error('away'))
    watch.join(stream)
    await vi.advanceTimersByTimeAsync(1_500)
    expect(open).toHaveBeenCalledTimes(2)
  })

  it('never has two looks under way', async () => {
    const { open, stream, watch } = watched()
    open.mockImplementation(async () => new Promise(() => undefined))
    watch.join(stream)
    watch.join(stream)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(open).toHaveBeenCalledTimes(1)
  })

  it('tells of what is new, what has changed, what time has changed, and what is gone; and of nothing else', async () => {
    const { open, stream, output, watch } = watched()
    const approval = approvalOf('ada', { expiresAt: START + 2_500 })
    const approved = decidedApprovalOf('ada', 'approved', { id: approval.id })
    const told = (): number => String(output.read() ?? '').split(approval.id).length - 1
    open.mockResolvedValue([approval])
    watch.join(stream)
    await vi.advanceTimersByTimeAsync(0)
    expect(told()).toBe(1)
    await vi.advanceTimersByTimeAsync(2_000)
    expect(told()).toBe(0)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(told()).toBe(1)
    open.mockResolvedValue([approved])
    await vi.advanceTimersByTimeAsync(1_000)
    expect(told()).toBe(1)
    open.mockResolvedValue([{ ...approved, issuedAt: START, tokenExpiresAt: START + 60_000 }])
    await vi.advanceTimersByTimeAsync(1_000)
    expect(told()).toBe(1)
    open.mockResolvedValue([])
    await vi.advanceTimersByTimeAsync(2_000)
    expect(told()).toBe(1)
  })
})
