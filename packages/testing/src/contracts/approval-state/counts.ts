import assert from 'node:assert/strict'
import type { ApprovalStateCases } from '../approval-state-contract.js'

const WINDOW = 2
const LONG = 300

export function countCases({ it, world, fresh }: ApprovalStateCases): void {
  it('counts for all, and says when the window ends', async () => {
    const { state, another } = world()
    const [key, other] = [fresh(), fresh()]
    assert.equal((await state.count(key, LONG)).count, 1)
    assert.equal((await another.count(key, LONG)).count, 2)
    assert.equal((await state.count(other, LONG)).count, 1)
    const third = await state.count(key, LONG)
    assert.equal(third.count, 3)
    assert.ok(third.resetsIn > LONG - 20 && third.resetsIn <= LONG, `in ${third.resetsIn} s`)
    assert.ok(Number.isInteger(third.resetsIn))
  })

  it('gives each of twenty who count at once a number of its own', async () => {
    const { state, another } = world()
    const key = fresh()
    const counted = await Promise.all(
      Array.from({ length: 20 }, async (_, at) => (at % 2 ? state : another).count(key, LONG)),
    )
    assert.deepEqual(
      counted.map(({ count }) => count).toSorted((a, b) => a - b),
      Array.from({ length: 20 }, (_, at) => at + 1),
    )
  })

  it('begins anew at the end of the window that the first one has opened', async () => {
    const { state, another, pass } = world()
    const key = fresh()
    await state.count(key, WINDOW)
    await pass(WINDOW - 1)
    // However long a later one wants it to be.
    assert.equal((await another.count(key, LONG)).count, 2)
    const { count, resetsIn } = await another.count(key, WINDOW)
    assert.deepEqual({ count, resetsIn }, { count: 3, resetsIn: 1 })
    await pass(1)
    assert.equal((await another.count(key, WINDOW)).count, 1)
    assert.equal((await state.count(key, WINDOW)).count, 2)
  })

  it('begins anew when the count was removed', async () => {
    const { state, another } = world()
    const key = fresh()
    await state.count(key, LONG)
    await state.count(key, LONG)
    await another.remove([key])
    assert.equal((await state.count(key, LONG)).count, 1)
  })
}
