import type { Approval, Granted, Origin, Wish } from '../approval.js'
import type { ApprovalClient } from '../client.js'
import type { Device } from '../directory/directory.js'
import type { Person } from '../person.js'

/** Where requests come in, and are decided: the rules of both, apart from protocols and pages. */
export interface Desk {
  /** Whether this client may ask anybody now: before anybody is looked for. Each request counts. */
  arrive(client: ApprovalClient): Promise<Admission>
  /** Whether this client may ask this person now: before anything is made of a request. */
  admit(client: ApprovalClient, person: Person): Promise<Admission>
  /** Lays a request before its owner; never waits for notices. Rejects with NotAdmitted where another came first. */
  ask(request: Ask): Promise<Asked>
  /** Takes a yes, whose passkey the caller has checked. */
  approve(approvalId: string, device: Device, choice: Choice): Promise<DecisionOutcome>
  deny(approvalId: string, device: Device, block?: BlockFor): Promise<DecisionOutcome>
  /** Withdraws every token of an approval, everywhere. `false`: there is nothing to stop. */
  stop(approvalId: string, device: Device): Promise<boolean>
  /** The same, by whoever runs the server. */
  withdraw(approvalId: string): Promise<boolean>
  /**
   * Hands on a decision that the provider does not know yet: for a poll that finds none. The instance that took
   * it may have ended before it could.
   */
  settle(authReqId: string): Promise<void>
  /** Checks a choice before the passkey is asked for. Each wrong number counts. */
  check(approvalId: string, subject: string, choice: Choice): Promise<ChoiceOutcome>
}

export interface Ask {
  readonly authReqId: string
  readonly client: ApprovalClient
  readonly person: Person
  readonly wish: Wish
  readonly origin: Origin
  /** Milliseconds since the epoch. */
  readonly expiresAt: number
}

export interface Asked {
  readonly approvalId: string
  /** Two digits, for the client to show; `undefined`: number matching is off. */
  readonly number: string | undefined
}

export type Admission =
  | { readonly admitted: true }
  /** `blocked` and `cooling_down` are a no of the owner; the others are about too many requests. */
  | {
      readonly admitted: false
      readonly reason: 'blocked' | 'cooling_down' | 'pending' | 'rate_limited'
      /** Seconds. */
      readonly retryAfter: number
    }

/** What the owner chose on the page. */
export interface Choice extends Granted {
  /** As typed in; `undefined` where number matching is off. */
  readonly number: string | undefined
}

export type ChoiceOutcome =
  | 'ok'
  /** No such approval of this person. */
  | 'unknown'
  | 'decided'
  | 'expired'
  /** More than was wished for, or nothing at all. */
  | 'out_of_bounds'
  | 'wrong_number'
  /** The third wrong one: the request was refused. */
  | 'too_many_wrong_numbers'

export type DecisionOutcome = ChoiceOutcome

export type BlockFor = 'day' | 'forever'

/** What the desk has done for it by the provider's side. */
export interface ProviderPort {
  /** Lets the client have its tokens. */
  approve(
    approval: Approval,
    authReqId: string,
    proof: { readonly authTime: number },
  ): Promise<void>
  deny(approval: Approval, authReqId: string): Promise<void>
  /** Ends the grant, and its refresh tokens. */
  revoke(approval: Approval): Promise<void>
}

/** Told when something about an approval has changed, in this process. */
export type ApprovalListener = (change: {
  readonly subject: string
  readonly approvalId: string
}) => void
