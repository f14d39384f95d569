import { assertFunction, assertWhole } from '../config/assert.js'
import type { KeyStore } from '../keys/key-store.js'
import { memoryKeyStore } from '../keys/memory-key-store.js'
import type { RingTimes } from '../keys/ring.js'
import { assertRingOptions, assertStore, CLOCK_MARGIN, DAY } from '../keys/shared-options.js'
import { MAX_AGE } from '../max-age.js'
import type { EncryptionCurve, KeyManagement } from './algorithms.js'
import { assertCurve, assertKeyManagement } from './encryption-key.js'

/**
 * What {@link createEncryptionKeyRing} lets you choose. Times are seconds. Instances that share a ring should
 * have the same options.
 */
export interface EncryptionKeyRingOptions {
  /** Where the ring is kept: not where signing keys are. Default `memoryKeyStore()`: with the process the keys are gone. */
  readonly store?: KeyStore
  /** Of the keys that are made from now on, default `ECDH-ES+A256KW`. */
  readonly algorithm?: KeyManagement
  /** Of those keys, for ECDH-ES, default `P-256`. */
  readonly curve?: EncryptionCurve
  /** Whether tokens that are signed, and not encrypted, are refused (RFC 9068 §4). Default `true`. */
  readonly required?: boolean
  /**
   * How long a key is published, from `storedBefore` to 63 072 000, two years. Default 2 592 000, thirty
   * days. `false`: until `rotate()`.
   */
  readonly rotateEvery?: number | false
  /**
   * How long a key is stored, and decrypts, before it is published, up to 2 592 000; default 7 200, or the least.
   * That is `staleFor` and 60 more: until then an instance may not know it.
   */
  readonly storedBefore?: number
  /**
   * How long an issuer may go on with a key set that it cannot fetch again, past the five minutes that it is
   * good for: 0 to 2 592 000, default 86 400.
   */
  readonly heldFor?: number
  /**
   * The longest life of a token that is encrypted to the keys, 60 to 2 592 000, default 3 600. A key decrypts for so
   * long, and `heldFor`, `staleFor` and 360 more, once it is published no more.
   */
  readonly tokenLifetime?: number
  /** Between two looks at the store, 1 to 300, default 30. */
  readonly refresh?: number
  /**
   * How long an instance goes on with what it knows while the store cannot be asked: twice `refresh`, to
   * 86 400; default 3 600. After that it neither decrypts nor publishes.
   */
  readonly staleFor?: number
  /** The time in milliseconds, default `Date.now`. */
  readonly clock?: () => number
}

export interface ResolvedEncryptionRingOptions
  extends
    Required<Omit<EncryptionKeyRingOptions, 'storedBefore' | 'heldFor' | 'tokenLifetime'>>,
    RingTimes {}

const NAMES: Readonly<Record<keyof EncryptionKeyRingOptions, true>> = {
  store: true,
  algorithm: true,
  curve: true,
  required: true,
  rotateEvery: true,
  storedBefore: true,
  heldFor: true,
  tokenLifetime: true,
  refresh: true,
  staleFor: true,
  clock: true,
}

/** Throws a TypeError that names the option that is wrong. */
export function resolveEncryptionRingOptions(
  options: EncryptionKeyRingOptions,
): ResolvedEncryptionRingOptions {
  assertRingOptions(options, NAMES)
  const {
    store = memoryKeyStore(),
    algorithm = 'ECDH-ES+A256KW',
    curve = 'P-256',
    required = true,
    rotateEvery = 30 * DAY,
    heldFor = DAY,
    tokenLifetime = 3_600,
    refresh = 30,
    staleFor = 3_600,
    clock = Date.now,
  } = options
  assertStore(store)
  assertKeyManagement(algorithm)
  assertCurve(curve)
  if (typeof required !== 'boolean') throw new TypeError('"required" must be true or false')
  assertFunction('clock', clock)
  assertWhole('refresh', refresh, [1, 300])
  assertWhole('staleFor', staleFor, [2 * refresh, DAY])
  assertWhole('heldFor', heldFor, [0, 30 * DAY])
  assertWhole('tokenLifetime', tokenLifetime, [60, 30 * DAY])
  const leastBefore = staleFor + CLOCK_MARGIN
  const { storedBefore = Math.max(7_200, leastBefore) } = options
  assertWhole('storedBefore', storedBefore, [leastBefore, 30 * DAY])
  if (rotateEvery !== false) assertWhole('rotateEvery', rotateEvery, [storedBefore, 730 * DAY])
  // An instance may publish it for so long, a cache have it, an issuer encrypt to it, and the token live.
  const retiringFor = staleFor + MAX_AGE + heldFor + tokenLifetime + CLOCK_MARGIN
  return {
    store,
    algorithm,
    curve,
    required,
    rotateEvery,
    nextFor: storedBefore,
    retiringFor,
    refresh,
    staleFor,
    clock,
  }
}
