import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { onTestFinished } from 'vitest'
import {
  createKeyRing,
  KEY_RING_CHANNEL,
  type KeyRing,
  type KeyRingMessage,
  type KeyRingOptions,
  type KeyStatus,
  type KeyStore,
  type StoredRing,
} from '../../src/index.js'

/** As default, in seconds. */
export const BEFORE = 7_200
export const STALE = 3_600
export const AFTER = STALE + 3_600 + 60
export const DAY = 86_400

/** A store that a test can look into, and take away. */
export interface OpenStore extends KeyStore {
  readonly load: () => Promise<StoredRing | undefined>
  readonly save: (ring: StoredRing, expected: number | undefined) => Promise<boolean>
  kept: StoredRing | undefined
  /** What is wrong with it: it cannot be reached, or does not answer. */
  fault: 'away' | undefined
  saves: number
}

export interface KeyRingWorld {
  readonly clock: (() => number) & {
    readonly advance: (seconds: number) => void
    readonly now: () => number
  }
  readonly store: OpenStore
  /** Another instance that shares the store and the clock. Closed when the test ends. */
  readonly instance: (options?: KeyRingOptions) => Promise<KeyRing>
}

export function keyRingWorld(): KeyRingWorld {
  let time = Date.UTC(2027, 0, 15, 8)
  const clock = Object.assign(() => time, {
    now: () => Math.floor(time / 1000),
    advance: (seconds: number) => void (time += seconds * 1000),
  })
  const store = openStore()
  return {
    clock,
    store,
    async instance(options = {}) {
      const ring = await createKeyRing({ store, clock, ...options })
      onTestFinished(() => ring.close())
      return ring
    },
  }
}

function openStore(): OpenStore {
  const store: OpenStore = {
    kept: undefined,
    fault: undefined,
    saves: 0,
    async load() {
      if (store.fault === 'away') throw new Error('connection refused')
      return store.kept
    },
    async save(ring, expected) {
      if (store.fault === 'away') throw new Error('connection refused')
      if (store.kept?.version !== expected) return false
      store.kept = ring
      store.saves += 1
      return true
    },
  }
  return store
}

/** What the channel told from now on. */
export function told(): readonly KeyRingMessage[] {
  const messages: KeyRingMessage[] = []
  const listen = (message: unknown): void => void messages.push(message as KeyRingMessage)
  subscribe(KEY_RING_CHANNEL, listen)
  onTestFinished(() => void unsubscribe(KEY_RING_CHANNEL, listen))
  return messages
}

/** The states of its keys, by the names that a test gives them. */
export function states(ring: KeyRing): Readonly<Record<string, KeyStatus['state']>> {
  return Object.fromEntries(ring.status().keys.map(({ kid, state }) => [kid, state]))
}

export function kidOf(ring: KeyRing, state: KeyStatus['state']): string {
  const found = ring.status().keys.find((key) => key.state === state)
  if (!found) throw new Error(`no ${state} key`)
  return found.kid
}

export function publishedKids(ring: KeyRing): readonly (string | undefined)[] {
  return ring.publicKeys().map(({ kid }) => kid)
}

/** The document of a store, parsed; a change of it is saved. */
export function editDocument(
  store: OpenStore,
  edit: (document: Record<string, unknown>) => unknown,
): void {
  if (!store.kept) throw new Error('the store is empty')
  const document = JSON.parse(store.kept.document) as Record<string, unknown>
  edit(document)
  store.kept = { ...store.kept, document: JSON.stringify(document) }
}
