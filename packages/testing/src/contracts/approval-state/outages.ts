import assert from 'node:assert/strict'
import { setTimeout } from 'node:timers/promises'
import type {
  ApprovalStateCases,
  ApprovalStateContractOptions,
} from '../approval-state-contract.js'

const LONG = 300

export function outageCases(
  { it, world, fresh }: ApprovalStateCases,
  outage: NonNullable<ApprovalStateContractOptions['outage']>,
): void {
  it('rejects while what it is kept in is away, and goes on by itself', async () => {
    const { state, another } = world()
    const [key, count] = [fresh(), fresh()]
    await outage.stop()
    try {
      // Together: a client may keep each of them for as long as it may take.
      await Promise.all(
        [
          () => state.get([key]),
          () => state.set(key, 'value', LONG),
          () => another.add(key, 'value', LONG),
          () => state.take(key),
          () => another.remove([key]),
          () => state.count(count, LONG),
          () => another.link(fresh(), 'member', LONG),
          () => state.linked(fresh()),
        ].map(rejects503),
      )
    } finally {
      await outage.start()
    }
    for (const one of [state, another]) await untilItAnswers(() => one.get([key]))
    // What was said to have failed is not done later.
    assert.equal((await state.count(count, LONG)).count, 1)
    assert.equal(await another.add(key, 'new', LONG), true)
    assert.equal(await state.take(key), 'new')
  })
}

/** It is the server's own failure, and nobody else's. */
async function rejects503(call: () => Promise<unknown>): Promise<void> {
  await assert.rejects(call, { status: 503 })
}

async function untilItAnswers(call: () => Promise<unknown>): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      await call()
      return
    } catch {
      assert.ok(tries < 200, 'it did not come back')
      await setTimeout(50)
    }
  }
}
