import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import type { ContractRunner } from './adapter-contract.js'

/** A grant, as a refresh token store keeps it. Times in seconds. */
export interface FamilyUnderTest {
  readonly grantId: string
  readonly digest: string
  readonly grant: string
  readonly endsAt: number
  readonly expiresAt: number
  readonly revoked: boolean
}

/** A use of a refresh token. `now` in milliseconds, everything else in seconds. */
export interface RotationUnderTest {
  readonly grantId: string
  readonly from: string
  readonly to: string
  readonly expiresAt: number
  readonly now: number
  readonly retryWindow: number
}

/** What the contract uses of a refresh token store. */
export interface RefreshTokenStoreUnderTest {
  add(family: FamilyUnderTest): void | Promise<void>
  find(grantId: string): FamilyUnderTest | undefined | Promise<FamilyUnderTest | undefined>
  rotate(rotation: RotationUnderTest): unknown
  revoke(grantId: string): boolean | Promise<boolean>
}

/** A store, with what the contract needs to try it out. */
export interface RefreshTokenStoreWorld {
  readonly store: RefreshTokenStoreUnderTest
  /** Another store with the same memory, as another process would have it. Default: the same one. */
  readonly another?: RefreshTokenStoreUnderTest
  /** The time of the store, in seconds. */
  now(): number
  /** Comes back when so many seconds have passed for the store: by a clock that moves, or by waiting. */
  pass(seconds: number): Promise<void>
  close?(): Promise<void>
}

/** What else can be tried of a store. */
export interface RefreshTokenStoreContractOptions {
  /** Takes away what the store keeps its memory in, and brings it back. While it is away everything rejects. */
  readonly outage?: {
    readonly stop: () => Promise<void>
    readonly start: () => Promise<void>
  }
}

/** How long the shortest entry lives here, so that a store with real time can be tried. */
const SHORT = 2
const LONG = 3_600

const name = (): string => createHash('sha256').update(randomBytes(16)).digest('base64url')

/** Registers what every refresh token store has to do. `create` makes an empty store, and is called once. */
export function refreshTokenStoreContract(
  { describe, it, beforeAll, afterAll }: ContractRunner,
  title: string,
  create: () => Promise<RefreshTokenStoreWorld>,
  { outage }: RefreshTokenStoreContractOptions = {},
): void {
  describe(title, () => {
    let world: RefreshTokenStoreWorld

    beforeAll(async () => {
      world = await create()
    })
    afterAll(async () => world.close?.())

    const family = (changes: Partial<FamilyUnderTest> = {}): FamilyUnderTest => ({
      grantId: name(),
      digest: name(),
      grant: '{"subject":"u1 \u{e9}\u{1f600}"}',
      endsAt: Math.floor(world.now()) + LONG,
      expiresAt: Math.floor(world.now()) + LONG,
      revoked: false,
      ...changes,
    })
    const added = async (changes: Partial<FamilyUnderTest> = {}): Promise<FamilyUnderTest> => {
      const one = family(changes)
      await world.store.add(one)
      return one
    }
    const use = async (
      { grantId, digest: from }: FamilyUnderTest,
      changes: Partial<RotationUnderTest> = {},
      store = world.store,
    ): Promise<unknown> => {
      const expiresAt = Math.floor(world.now()) + LONG
      const now = world.now() * 1000
      return store.rotate({ grantId, from, to: name(), expiresAt, now, retryWindow: 0, ...changes })
    }

    it('finds what was added, for every store with the same memory, and nothing else', async () => {
      const { store, another = store } = world
      const one = await added()
      assert.deepEqual(await store.find(one.grantId), one)
      assert.deepEqual(await another.find(one.grantId), one)
      assert.equal(await store.find(name()), undefined)
    })

    it('adds no grant twice', async () => {
      const one = await added()
      const again = async (): Promise<void> => world.store.add(family({ grantId: one.grantId }))
      await assert.rejects(again)
      assert.deepEqual(await world.store.find(one.grantId), one)
    })

    it('puts the new token in the place of the one that is used', async () => {
      const one = await added()
      const to = name()
      const expiresAt = one.expiresAt - 7
      assert.equal(await use(one, { to, expiresAt }), 'rotated')
      assert.deepEqual(await world.store.find(one.grantId), { ...one, digest: to, expiresAt })
      assert.equal(await use({ ...one, digest: to }), 'rotated')
    })

    it('revokes the grant at the second use of a token', async () => {
      const one = await added()
      const to = name()
      assert.equal(await use(one, { to }), 'rotated')
      assert.equal(await use(one), 'replayed')
      assert.equal((await world.store.find(one.grantId))?.revoked, true)
      // The token that was good is not good any more.
      assert.equal(await use({ ...one, digest: to }), 'replayed')
      assert.equal(await use(one), 'replayed')
    })

    it('revokes the grant for a token from long ago, and for one that never was', async () => {
      const old = await added()
      const second = name()
      await use(old, { to: second })
      assert.equal(await use({ ...old, digest: second }), 'rotated')
      assert.equal(await use(old), 'replayed')
      const other = await added()
      assert.equal(await use({ ...other, digest: name() }), 'replayed')
      assert.equal((await world.store.find(other.grantId))?.revoked, true)
    })

    it('lets one of twenty who use the same token at once have the next one', async () => {
      const { store, another = store } = world
      const one = await added()
      const outcomes = await Promise.all(
        Array.from({ length: 20 }, async (_, at) => use(one, {}, at % 2 ? store : another)),
      )
      assert.equal(outcomes.filter((outcome) => outcome === 'rotated').length, 1)
      assert.equal(outcomes.filter((outcome) => outcome === 'replayed').length, 19)
      assert.equal((await another.find(one.grantId))?.revoked, true)
    })

    it('answers a call that is sent again as before', async () => {
      const one = await added()
      const to = name()
      assert.equal(await use(one, { to }), 'rotated')
      assert.equal(await use(one, { to }), 'rotated')
      assert.equal((await world.store.find(one.grantId))?.revoked, false)
      assert.equal(await use({ ...one, digest: to }), 'rotated')
    })

    it('knows nothing of a grant that was never added', async () => {
      assert.equal(await use(family()), 'unknown')
      assert.equal(await world.store.revoke(name()), false)
    })

    it('revokes once, for every store with the same memory', async () => {
      const { store, another = store } = world
      const one = await added()
      const answers = await Promise.all([
        store.revoke(one.grantId),
        another.revoke(one.grantId),
        store.revoke(one.grantId),
      ])
      assert.equal(answers.filter(Boolean).length, 1)
      assert.equal(await use(one, {}, another), 'replayed')
      assert.deepEqual(await another.find(one.grantId), { ...one, revoked: true })
    })

    it('within a retry window takes the same token once more, and no more', async () => {
      const one = await added()
      const [lost, second] = [name(), name()]
      const now = world.now() * 1000
      assert.equal(await use(one, { to: lost, now, retryWindow: 10 }), 'rotated')
      assert.equal(await use(one, { to: second, now: now + 9_999, retryWindow: 10 }), 'rotated')
      // What was lost is not good any more, and neither is a third use.
      assert.equal((await world.store.find(one.grantId))?.digest, second)
      assert.equal(await use(one, { now: now + 9_999, retryWindow: 10 }), 'replayed')
      assert.equal(await use({ ...one, digest: second }), 'replayed')
    })

    it('notices a thief who used the window, once the client uses its own token', async () => {
      const one = await added()
      const [clients, thiefs] = [name(), name()]
      assert.equal(await use(one, { to: clients, retryWindow: 10 }), 'rotated')
      assert.equal(await use(one, { to: thiefs, retryWindow: 10 }), 'rotated')
      assert.equal(await use({ ...one, digest: clients }, { retryWindow: 10 }), 'replayed')
      assert.equal(await use({ ...one, digest: thiefs }, { retryWindow: 10 }), 'replayed')
    })

    it('after the window, or before it, the same token revokes', async () => {
      for (const later of [10_000, -1]) {
        const one = await added()
        const now = world.now() * 1000
        assert.equal(await use(one, { now, retryWindow: 10 }), 'rotated')
        assert.equal(await use(one, { now: now + later, retryWindow: 10 }), 'replayed')
      }
    })

    it('forgets a token that nobody used in time, and none that somebody did', async () => {
      const expiresAt = Math.floor(world.now()) + SHORT
      const [unused, used, revoked] = [
        await added({ expiresAt }),
        await added({ expiresAt }),
        await added({ expiresAt }),
      ]
      const to = name()
      assert.equal(await use(used, { to }), 'rotated')
      await world.store.revoke(revoked.grantId)
      await world.pass(SHORT + 0.1)
      assert.equal(await use(unused), 'unknown')
      assert.equal(await world.store.find(unused.grantId), undefined)
      assert.equal(await world.store.find(revoked.grantId), undefined)
      assert.equal(await world.store.revoke(unused.grantId), false)
      assert.equal(await use({ ...used, digest: to }), 'rotated')
    })

    it('keeps grants apart, many at a time', async () => {
      const all = await Promise.all(Array.from({ length: 200 }, async () => added()))
      assert.deepEqual(
        await Promise.all(all.map(async (one) => use(one))),
        Array(200).fill('rotated'),
      )
      assert.deepEqual(
        await Promise.all(all.map(async (one) => use(one))),
        Array(200).fill('replayed'),
      )
    })

    if (outage) {
      it('rejects while its memory is away, and goes on by itself', async () => {
        await outage.stop()
        const { store } = world
        const one = family()
        // Together: a client may keep each of them for as long as it may take.
        await Promise.all([
          assert.rejects(async () => store.add(one)),
          assert.rejects(async () => store.find(one.grantId)),
          assert.rejects(async () => use(one)),
          assert.rejects(async () => store.revoke(one.grantId)),
        ])
        await outage.start()
        for (let tries = 0; ; tries++) {
          const added = await Promise.resolve(store.add(family())).then(
            () => true,
            () => false,
          )
          if (added) break
          assert.ok(tries < 100, 'it did not come back')
          await new Promise((resolve) => {
            setTimeout(resolve, 50)
          })
        }
      })
    }
  })
}
