import { describe, expect, it } from 'vitest'
import { BEFORE, keyRingWorld, kidOf, publishedKids } from './key-ring-world.js'

describe('instances that share a key ring', () => {
  it('make one, of twenty that start at once', async () => {
    const { instance, store } = keyRingWorld()
    const rings = await Promise.all(Array.from({ length: 20 }, async () => instance()))
    expect(store.saves).toBe(1)
    expect(new Set(rings.map((ring) => ring.signingKey().kid)).size).toBe(1)
  })

  it('rotate it once, of twenty calls at the same time', async () => {
    const { instance, clock, store } = keyRingWorld()
    const rings = await Promise.all(Array.from({ length: 10 }, async () => instance()))
    for (const force of [false, true]) {
      clock.advance(BEFORE)
      const [next] = rings.map((ring) => kidOf(ring, 'next'))
      const rotations = await Promise.all(
        [...rings, ...rings].map(async (ring) => ring.rotate({ force })),
      )
      const outcomes = rotations.map(({ outcome }) => outcome).toSorted()
      expect(outcomes).toEqual(['rotated', ...Array<string>(19).fill('taken_over')])
      expect(new Set(rotations.map(({ current }) => current))).toEqual(new Set([next]))
    }
    expect(store.kept?.version).toBe(3)
  })

  it('take over what another one did, and do not do it again', async () => {
    const { instance, clock, store } = keyRingWorld()
    const [one, other] = [await instance(), await instance()]
    clock.advance(BEFORE)
    await one.rotate()
    expect(await other.rotate({ force: true })).toEqual({
      outcome: 'taken_over',
      current: kidOf(one, 'current'),
    })
    expect(store.kept?.version).toBe(2)
    expect(publishedKids(other)).toEqual(publishedKids(one))
  })

  it('publish a key before another one of them may sign with it, however late they look', async () => {
    const { instance, clock } = keyRingWorld()
    const options = { refresh: 30, staleFor: 60, publishedBefore: 420 }
    const [one, other] = [await instance(options), await instance(options)]
    for (let at = 0; at < 20; at++) {
      clock.advance(420)
      await other.ready()
      await one.rotate()
      // The other one has not looked since, and so it is for `staleFor` at the most.
      expect(publishedKids(other)).toContain(one.signingKey().kid)
      clock.advance(59)
      await one.refresh()
      expect(publishedKids(one)).toContain(other.signingKey().kid)
      expect(publishedKids(other)).toContain(one.signingKey().kid)
    }
  })

  it('do not lose a change because somebody else made another one meanwhile', async () => {
    const { instance, clock, store } = keyRingWorld()
    const [one, other] = [await instance(), await instance()]
    clock.advance(BEFORE)
    const [, rotation] = await Promise.all([one.revoke(), other.rotate()])
    expect(rotation.outcome).toMatch(/rotated|taken_over/)
    await Promise.all([one.refresh(), other.refresh()])
    expect(publishedKids(one)).toEqual(publishedKids(other))
    expect(store.kept?.version).toBeGreaterThan(1)
  })

  it('know their own change again when a client sent it twice', async () => {
    const { instance, clock, store } = keyRingWorld()
    const { save } = store
    const twice = {
      load: async () => store.load(),
      save: async (...args: Parameters<typeof save>) => {
        await save(...args)
        return save(...args)
      },
    }
    const ring = await instance({ store: twice })
    clock.advance(BEFORE)
    expect(await ring.rotate()).toMatchObject({ outcome: 'rotated' })
    expect(store.kept?.version).toBe(2)
  })
})
