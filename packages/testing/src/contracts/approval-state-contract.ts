import type { ContractRunner } from './adapter-contract.js'
import { countCases } from './approval-state/counts.js'
import { limitCases } from './approval-state/limits.js'
import { outageCases } from './approval-state/outages.js'
import { setCases } from './approval-state/sets.js'
import { valueCases } from './approval-state/values.js'

/** What the contract uses of an approval state. Times to live in seconds. */
export interface ApprovalStateUnderTest {
  get(keys: readonly string[]): Promise<readonly (string | undefined)[]>
  set(key: string, value: string, ttl: number): Promise<void>
  add(key: string, value: string, ttl: number): Promise<boolean>
  take(key: string): Promise<string | undefined>
  remove(keys: readonly string[]): Promise<void>
  count(key: string, ttl: number): Promise<{ readonly count: number; readonly resetsIn: number }>
  link(set: string, member: string, ttl: number): Promise<void>
  linked(set: string): Promise<readonly string[]>
}

/** A state, with what the contract needs to try it out. */
export interface ApprovalStateWorld {
  readonly state: ApprovalStateUnderTest
  /** Another one for the same entries, as another instance would have it. Default: the same one. */
  readonly another?: ApprovalStateUnderTest
  /** Comes back when so many seconds have passed for both: by a clock that moves, or by waiting. */
  pass(seconds: number): Promise<void>
  close?(): Promise<void>
}

/** What else can be tried of a state. */
export interface ApprovalStateContractOptions {
  /** Takes away what the state is kept in, and brings it back. While it is away everything rejects. */
  readonly outage?: {
    readonly stop: () => Promise<void>
    readonly start: () => Promise<void>
  }
}

/** What the cases of a contract go by. */
export interface ApprovalStateCases {
  readonly it: ContractRunner['it']
  readonly world: () => Required<Omit<ApprovalStateWorld, 'close'>>
  /** A key that nothing was kept under. */
  readonly fresh: () => string
}

/** Registers what every approval state has to do. `create` makes an empty one, and is called once. */
export function approvalStateContract(
  { describe, it, beforeAll, afterAll }: ContractRunner,
  name: string,
  create: () => Promise<ApprovalStateWorld>,
  { outage }: ApprovalStateContractOptions = {},
): void {
  describe(name, () => {
    let world: ApprovalStateWorld
    let count = 0

    beforeAll(async () => {
      world = await create()
    })
    afterAll(async () => world.close?.())

    const cases: ApprovalStateCases = {
      it,
      world: () => ({ another: world.state, ...world }),
      fresh: () => `key:${(count += 1)}`,
    }
    valueCases(cases)
    countCases(cases)
    setCases(cases)
    limitCases(cases)
    if (outage) outageCases(cases, outage)
  })
}
