import { isSigningAlgorithm, type SigningAlgorithm } from '../algorithms.js'
import { assertFunction, assertWhole } from '../config/assert.js'
import { MAX_AGE } from '../max-age.js'
import type { KeyStore } from './key-store.js'
import { memoryKeyStore } from './memory-key-store.js'
import type { RingTimes } from './ring.js'
import { assertRingOptions, assertStore, CLOCK_MARGIN, DAY } from './shared-options.js'

/**
 * What {@link createKeyRing} lets you choose. Times are seconds. Instances that share a ring should have
 * the same options.
 */
export interface KeyRingOptions {
  /** Where the ring is kept. Default `memoryKeyStore()`: with the process the keys are gone. */
  readonly store?: KeyStore
  /** Of the keys that are made from now on, default `ES256`. */
  readonly algorithm?: SigningAlgorithm
  /**
   * How long a key signs, from `publishedBefore` to 63 072 000, two years. Default 2 592 000, thirty
   * days. `false`: until `rotate()`.
   */
  readonly rotateEvery?: number | false
  /**
   * How long a key is published before it may sign, up to 2 592 000; default 7 200, or the least. That is
   * `staleFor` and 360 more: until then an instance may publish the keys without it, and a cache hold those.
   */
  readonly publishedBefore?: number
  /**
   * The longest life of a token that the ring's keys sign, 3 600 to 86 400, default 3 600: the `maxLifetime`
   * of the issuer at least. A key stays published for so long, and `staleFor` and 60 more, once it signs no more.
   */
  readonly tokenLifetime?: number
  /** Between two looks at the store, 1 to 300, default 30. */
  readonly refresh?: number
  /**
   * How long an instance goes on with what it knows while the store cannot be asked: twice `refresh`, to
   * 86 400; default 3 600. After that it neither signs nor publishes.
   */
  readonly staleFor?: number
  /** The time in milliseconds, default `Date.now`. */
  readonly clock?: () => number
}

export interface ResolvedRingOptions
  extends Required<Omit<KeyRingOptions, 'publishedBefore'>>, RingTimes {}

const NAMES: Readonly<Record<keyof KeyRingOptions, true>> = {
  store: true,
  algorithm: true,
  rotateEvery: true,
  publishedBefore: true,
  tokenLifetime: true,
  refresh: true,
  staleFor: true,
  clock: true,
}

/** Throws a TypeError that names the option that is wrong. */
export function resolveRingOptions(options: KeyRingOptions): ResolvedRingOptions {
  assertRingOptions(options, NAMES)
  const {
    store = memoryKeyStore(),
    algorithm = 'ES256',
    rotateEvery = 30 * DAY,
    tokenLifetime = 3_600,
    refresh = 30,
    staleFor = 3_600,
    clock = Date.now,
  } = options
  assertStore(store)
  if (!isSigningAlgorithm(algorithm)) {
    throw new TypeError('"algorithm" must be a supported asymmetric algorithm')
  }
  assertFunction('clock', clock)
  assertWhole('refresh', refresh, [1, 300])
  assertWhole('staleFor', staleFor, [2 * refresh, DAY])
  assertWhole('tokenLifetime', tokenLifetime, [3_600, DAY])
  const leastBefore = staleFor + MAX_AGE + CLOCK_MARGIN
  const { publishedBefore = Math.max(7_200, leastBefore) } = options
  assertWhole('publishedBefore', publishedBefore, [leastBefore, 30 * DAY])
  if (rotateEvery !== false) assertWhole('rotateEvery', rotateEvery, [publishedBefore, 730 * DAY])
  const retiringFor = staleFor + tokenLifetime + CLOCK_MARGIN
  return {
    store,
    algorithm,
    rotateEvery,
    nextFor: publishedBefore,
    retiringFor,
    tokenLifetime,
    refresh,
    staleFor,
    clock,
  }
}
