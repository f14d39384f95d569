import assert from 'node:assert/strict'
import type { ApprovalStateCases } from '../approval-state-contract.js'

const LONG = 300
const SECRET = 'do-not-tell'

const BAD_KEYS = [
  '',
  `a ${SECRET}`,
  `${SECRET}\n`,
  `${SECRET}\u{e9}`,
  SECRET.repeat(50),
  7,
  undefined,
]
const BAD_VALUES = [
  `${SECRET}${'x'.repeat(262_144)}`,
  '\u{e9}'.repeat(131_073),
  '\ud800',
  7,
  undefined,
]
const BAD_TTLS = [0, -1, 1.5, 31_536_001, Number.NaN, Number.POSITIVE_INFINITY, '60', undefined]

export function limitCases({ it, world, fresh }: ApprovalStateCases): void {
  it('refuses keys and members that are none', async () => {
    const { state } = world()
    for (const bad of BAD_KEYS as string[]) {
      await refuses(() => state.get([fresh(), bad]))
      await refuses(() => state.set(bad, 'value', LONG))
      await refuses(() => state.add(bad, 'value', LONG))
      await refuses(() => state.take(bad))
      await refuses(() => state.remove([bad]))
      await refuses(() => state.count(bad, LONG))
      await refuses(() => state.link(bad, 'member', LONG))
      await refuses(() => state.link(fresh(), bad, LONG))
      await refuses(() => state.linked(bad))
    }
  })

  it('refuses values that are none, and keeps what was there', async () => {
    const { state } = world()
    const [key, other] = [fresh(), fresh()]
    await state.set(key, 'kept', LONG)
    for (const bad of BAD_VALUES as string[]) {
      await refuses(() => state.set(key, bad, LONG))
      await refuses(() => state.add(other, bad, LONG))
    }
    assert.deepEqual(await state.get([key, other]), ['kept', undefined])
  })

  it('refuses times to live that are none, and keeps nothing', async () => {
    const { state } = world()
    const [value, count, set] = [fresh(), fresh(), fresh()]
    for (const bad of BAD_TTLS as number[]) {
      await refuses(() => state.set(value, 'value', bad))
      await refuses(() => state.add(value, 'value', bad))
      await refuses(() => state.count(count, bad))
      await refuses(() => state.link(set, 'member', bad))
    }
    assert.deepEqual(await state.get([value]), [undefined])
    assert.equal((await state.count(count, LONG)).count, 1)
    assert.deepEqual(await state.linked(set), [])
  })

  it('takes the longest time to live', async () => {
    const { state } = world()
    const [value, count, set] = [fresh(), fresh(), fresh()]
    const year = 31_536_000
    await state.set(value, 'value', year)
    await state.link(set, 'member', year)
    assert.equal((await state.count(count, year)).count, 1)
    assert.deepEqual(await state.get([value]), ['value'])
    assert.deepEqual(await state.linked(set), ['member'])
  })
}

/** With a TypeError that says nothing of what was given. */
async function refuses(call: () => Promise<unknown>): Promise<void> {
  await assert.rejects(call, (error: unknown) => {
    assert.ok(error instanceof TypeError)
    assert.ok(!error.message.includes(SECRET))
    return true
  })
}
