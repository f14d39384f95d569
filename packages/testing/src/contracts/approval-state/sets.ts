import assert from 'node:assert/strict'
import type { ApprovalStateCases } from '../approval-state-contract.js'

const SHORT = 2
const LONG = 300
const MOST = 1_000

const memberOf = (at: number): string => `member:${at}`

export function setCases({ it, world, fresh }: ApprovalStateCases): void {
  it('has the members that anybody has put in, each once', async () => {
    const { state, another } = world()
    const [set, other] = [fresh(), fresh()]
    assert.deepEqual(await state.linked(set), [])
    await state.link(set, 'a', LONG)
    await another.link(set, 'b:{c}', LONG)
    await another.link(set, 'a', LONG)
    await state.link(other, 'd', LONG)
    assert.deepEqual([...(await another.linked(set))].toSorted(), ['a', 'b:{c}'])
    assert.deepEqual(await state.linked(other), ['d'])
  })

  it('loses none of twenty who put one in at once', async () => {
    const { state, another } = world()
    const set = fresh()
    const members = Array.from({ length: 20 }, (_, at) => memberOf(at))
    await Promise.all(
      members.map(async (member, at) => (at % 2 ? state : another).link(set, member, LONG)),
    )
    assert.deepEqual([...(await state.linked(set))].toSorted(), members.toSorted())
  })

  it('lives as long as the longest of its members, and no member longer than it was to', async () => {
    const { state, another, pass } = world()
    const set = fresh()
    await state.link(set, 'long', LONG)
    await another.link(set, 'short', SHORT)
    await state.link(set, 'both', LONG)
    await state.link(set, 'both', SHORT)
    await pass(SHORT)
    assert.deepEqual([...(await another.linked(set))].toSorted(), ['both', 'long'])
    await pass(LONG)
    assert.deepEqual(await state.linked(set), [])
  })

  it('holds a thousand: of more, those that end first go', async () => {
    const { state, another } = world()
    const set = fresh()
    for (let at = 0; at < MOST; at += 50) {
      await Promise.all(
        Array.from({ length: 50 }, async (_, more) =>
          // The one in the middle ends first.
          state.link(set, memberOf(at + more), at + more === 500 ? LONG : LONG * 2),
        ),
      )
    }
    assert.equal((await another.linked(set)).length, MOST)
    await another.link(set, memberOf(MOST), LONG * 2)
    const members = new Set(await state.linked(set))
    assert.equal(members.size, MOST)
    assert.ok(members.has(memberOf(MOST)))
    assert.ok(!members.has(memberOf(500)))
  })

  it('is empty when it was removed', async () => {
    const { state, another } = world()
    const set = fresh()
    await state.link(set, 'a', LONG)
    await another.remove([set])
    assert.deepEqual(await state.linked(set), [])
    await state.link(set, 'b', LONG)
    assert.deepEqual(await another.linked(set), ['b'])
  })
}
