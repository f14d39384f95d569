import type { Algorithm } from '../algorithms.js'
import type { IssuerHealth } from '../verifier-types.js'
import type { ExportedIssuerKeys } from './exported-keys.js'
import type { VerificationKey } from './verification-key.js'

/** What the header of a token says of the key that signed it. */
export interface WantedKey {
  readonly algorithm: Algorithm
  readonly kid: string | undefined
}

/** Where the keys of one issuer come from. */
export interface KeySource {
  /**
   * Every key that may have signed such a token; none: there is no such key.
   * A promise only where keys have to be fetched first. It rejects with a DependencyError where
   * they cannot be, because then nobody can tell whether there is such a key.
   *
   * `now` is the present, in seconds since the epoch, for whoever has just looked at the clock.
   */
  find(
    wanted: WantedKey,
    now?: number,
  ): readonly VerificationKey[] | Promise<readonly VerificationKey[]>
  /** Tells that none of the keys found has made a token's signature. */
  doubt(): void
  /** Loads the keys unless fresh ones are at hand; rejects with a DependencyError if there are none. */
  ready(): Promise<void>
  health(): IssuerHealth
  /** Whether keys are on their way. */
  readonly isLoading: boolean
  /** Whether nobody has asked for so long that the keys may be let go. */
  readonly isIdle: boolean
  /** What `restore` takes; `undefined` where there is nothing to keep. */
  export(): ExportedIssuerKeys | undefined
  /** Takes keys that an earlier process exported, unless newer ones are at hand. */
  restore(exported: ExportedIssuerKeys): void
  /** Ends what runs in the background; whoever waits for keys still gets them. */
  release(): void
  /** Ends everything. */
  close(): void
}
