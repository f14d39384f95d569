import type { IssuerHealth } from '../verifier-types.js'
import type { KeySet } from './key-set.js'

/** Where the keys of one issuer come from. */
export interface KeySource {
  /** The keys at hand, or a promise of them, which rejects with a DependencyError. */
  current(): KeySet | Promise<KeySet>
  /**
   * A set newer than {@link current}'s, for a `kid` that is not in it; `undefined` where asking
   * again so soon would let a stranger's made-up `kid` flood the provider. `justLoaded`: this very
   * request has waited for the keys. Rejects with a DependencyError where that was in vain.
   */
  renewed(justLoaded?: boolean): Promise<KeySet> | undefined
  /** Loads the keys if there are none; rejects with a DependencyError. */
  ready(): Promise<void>
  health(): IssuerHealth
  close(): void
}
