import assert from 'node:assert/strict'
import type { ApprovalStateCases } from '../approval-state-contract.js'

/** Seconds: short enough to be waited for. */
const SHORT = 2
const LONG = 300

const ODD_VALUES = [
  '',
  ' ',
  '0',
  'null',
  '\u{e9}\u{1f600}\u{feff}\u{2028}\0\r\n"\\{}:',
  // In UTF-8 as large as one may be.
  'x'.repeat(262_144),
  '\u{1f600}'.repeat(65_536),
]

const ODD_KEYS = ['a', 'A', 'a:b', 'a*', '{a}', '{a', '__proto__', '"\\\'', 'x'.repeat(512)]

export function valueCases({ it, world, fresh }: ApprovalStateCases): void {
  it('gives everybody what was set last, to the letter', async () => {
    const { state, another } = world()
    const key = fresh()
    for (const value of ODD_VALUES) {
      await state.set(key, value, LONG)
      assert.deepEqual(await another.get([key]), [value])
      assert.deepEqual(await state.get([key]), [value])
    }
  })

  it('gives values in the order of the keys, and nothing for what was never set', async () => {
    const { state, another } = world()
    const [one, none, two] = [fresh(), fresh(), fresh()]
    await Promise.all([state.set(one, '1', LONG), another.set(two, '2', LONG)])
    assert.deepEqual(await state.get([two, none, one, two]), ['2', undefined, '1', '2'])
    assert.deepEqual(await state.get([]), [])
  })

  it('tells keys apart, whatever is in them', async () => {
    const { state, another } = world()
    for (const key of ODD_KEYS) assert.equal(await state.add(key, `of ${key}`, LONG), true, key)
    assert.deepEqual(
      await another.get(ODD_KEYS),
      ODD_KEYS.map((key) => `of ${key}`),
    )
    await state.remove(ODD_KEYS)
  })

  it('adds a value where there is none, and leaves alone what is there', async () => {
    const { state, another } = world()
    const key = fresh()
    assert.equal(await state.add(key, 'first', LONG), true)
    assert.equal(await another.add(key, 'second', LONG), false)
    assert.equal(await state.add(key, 'first', LONG), false)
    assert.deepEqual(await another.get([key]), ['first'])
  })

  it('gives one of twenty who add at once, and keeps what that one has brought', async () => {
    const { state, another } = world()
    for (let round = 0; round < 10; round++) {
      const key = fresh()
      const added = await Promise.all(
        Array.from({ length: 20 }, async (_, at) =>
          (at % 2 ? state : another).add(key, `of ${at}`, LONG),
        ),
      )
      assert.equal(added.filter(Boolean).length, 1)
      assert.deepEqual(await state.get([key]), [`of ${added.indexOf(true)}`])
    }
  })

  it('lets one of twenty who take at once have the value, and the others nothing', async () => {
    const { state, another } = world()
    for (let round = 0; round < 10; round++) {
      const key = fresh()
      await state.set(key, 'once', LONG)
      const taken = await Promise.all(
        Array.from({ length: 20 }, async (_, at) => (at % 2 ? state : another).take(key)),
      )
      assert.deepEqual(
        taken.filter((one) => one !== undefined),
        ['once'],
      )
      assert.deepEqual(await another.get([key]), [undefined])
    }
  })

  it('takes nothing where there is nothing, and lets it be added again', async () => {
    const { state, another } = world()
    const key = fresh()
    assert.equal(await state.take(key), undefined)
    assert.equal(await state.add(key, 'first', LONG), true)
    assert.equal(await another.take(key), 'first')
    assert.equal(await state.add(key, 'second', LONG), true)
  })

  it('removes what it is told to, and nothing else', async () => {
    const { state, another } = world()
    const [one, two, kept, none] = [fresh(), fresh(), fresh(), fresh()]
    for (const key of [one, two, kept]) await state.set(key, 'value', LONG)
    await another.remove([one, two, none])
    await another.remove([])
    assert.deepEqual(await state.get([one, two, kept]), [undefined, undefined, 'value'])
    assert.equal(await state.add(one, 'again', LONG), true)
  })

  it('forgets a value at the end of its time, and not before', async () => {
    const { state, another, pass } = world()
    const [set, added, taken, longer, replaced] = [fresh(), fresh(), fresh(), fresh(), fresh()]
    await state.set(set, 'set', SHORT)
    await state.add(added, 'added', SHORT)
    await state.set(taken, 'taken', SHORT)
    await state.set(longer, 'longer', LONG)
    await state.set(replaced, 'short', SHORT)
    await state.set(replaced, 'long', LONG)
    // Whoever adds in vain changes nothing about how long it lives.
    assert.equal(await another.add(added, 'other', LONG), false)
    await pass(SHORT - 1)
    assert.deepEqual(await another.get([set, added, taken]), ['set', 'added', 'taken'])
    await pass(1)
    assert.deepEqual(await another.get([set, added, longer]), [undefined, undefined, 'longer'])
    assert.equal(await another.take(taken), undefined)
    assert.deepEqual(await state.get([replaced]), ['long'])
    assert.equal(await another.add(added, 'again', LONG), true)
    assert.equal(await another.add(longer, 'again', LONG), false)
    assert.deepEqual(await state.get([added]), ['again'])
  })

  it('may be told to forget sooner what would have lived long', async () => {
    const { state, another, pass } = world()
    const key = fresh()
    await state.set(key, 'long', LONG)
    await another.set(key, 'short', SHORT)
    await pass(SHORT)
    assert.deepEqual(await state.get([key]), [undefined])
  })
}
