import type { World } from './world.js'

/** One behaviour that every adapter has to show, over HTTP. */
export interface ContractCase {
  /** Rows of the conformance list that it holds: `HTTP-01`, `ATK-12`. May be empty. */
  readonly ids: readonly string[]
  /** A sentence about behaviour: `accepts the scheme in any letter case`. */
  readonly title: string
  readonly run: (world: World) => Promise<void>
  /**
   * It waits for real time to pass, so it is started before all others and awaited in its turn.
   * It must not move the clock of the world.
   */
  readonly slow?: true
}

/** The cases of one specification, or of one kind of attack. */
export interface ContractFamily {
  readonly name: string
  readonly cases: readonly ContractCase[]
  /** Which check it is about, by the names that the core has for them. Without: about several, or all. */
  readonly step?:
    | 'credentials'
    | 'parse'
    | 'shape'
    | 'signature'
    | 'claims'
    | 'binding'
    | 'revocation'
    | 'policy'
  /** Decided by the token and by what its issuer tells: a framework does no more for it than hand it over. */
  readonly tokenOnly?: true
}
