import type { ContractRunner } from './adapter-contract.js'
import { revocationKindCases } from './revocation-list-kinds.js'
import { revocationMemoryCases } from './revocation-list-memory.js'
import { revocationOutageCases } from './revocation-list-outages.js'

/** What a list is told of a token. */
export interface RevocableTokenUnderTest {
  readonly issuer: string
  readonly tokenId: string | undefined
  readonly grantId: string | undefined
  readonly sessionId: string | undefined
  readonly subject: string | undefined
  readonly clientId: string | undefined
  readonly issuedAt: number | undefined
  readonly expiresAt: number
  readonly claims: Readonly<Record<string, unknown>>
}

/** What is withdrawn: by one of the identifiers, or by a subject and a client together. */
export interface RevocationUnderTest {
  readonly issuer: string
  readonly tokenId?: string
  readonly grantId?: string
  readonly sessionId?: string
  readonly subject?: string
  readonly clientId?: string
  readonly before?: number
  readonly expiresAt?: number
}

/** What the contract uses of a revocation list. */
export interface RevocationListUnderTest {
  readonly maxTokenLifetime?: number
  isRevoked(token: RevocableTokenUnderTest): boolean | Promise<boolean>
  revoke(revocation: never): void | Promise<void>
}

/** A list, with what the contract needs to try it out. */
export interface RevocationListWorld {
  readonly list: RevocationListUnderTest
  /** Another list with the same memory, as another process would have it. Default: the same one. */
  readonly another?: RevocationListUnderTest
  /** The time of the lists, in seconds. */
  now(): number
  /** Comes back when so many seconds have passed for the lists, and they can answer. */
  pass(seconds: number): Promise<void>
  close?(): Promise<void>
}

/** What else can be tried of a list, and what it may do. */
export interface RevocationListContractOptions {
  /** Seconds that a withdrawal may be remembered for longer than it has to be. Default 0. */
  readonly margin?: number
  /**
   * Kills what the lists keep their memory in, and starts it again, with what it had or without; the lists
   * themselves are left alone. Nothing that they know is forgotten meanwhile or afterwards, and within 15
   * seconds they go on.
   */
  readonly restart?: () => Promise<void>
  /**
   * Takes away what the lists keep their memory in, and brings it back. While it is away they refuse what
   * they know of, and `revoke` rejects, within 10 seconds. Afterwards it is as after `restart`.
   */
  readonly outage?: {
    readonly stop: () => Promise<void>
    readonly start: () => Promise<void>
  }
  /** A list that begins with what the memory holds, as a process does that is started then. */
  readonly newcomer?: () => Promise<{
    readonly list: RevocationListUnderTest
    close(): Promise<void>
  }>
}

/**
 * Registers what every revocation list has to do. `create` makes lists with an empty memory, and is
 * called once. Lists whose memory is elsewhere are tried with `restart`, `outage` and `newcomer`, too.
 */
export function revocationListContract(
  { describe, it, beforeAll, afterAll }: ContractRunner,
  name: string,
  create: () => Promise<RevocationListWorld>,
  options: RevocationListContractOptions = {},
): void {
  describe(name, () => {
    let world: RevocationListWorld
    beforeAll(async () => {
      world = await create()
    })
    afterAll(async () => world.close?.())

    const worldOf = (): RevocationListWorld => world
    revocationKindCases({ it }, worldOf)
    revocationMemoryCases({ it }, worldOf, options)
    revocationOutageCases({ it }, worldOf, options)
  })
}
