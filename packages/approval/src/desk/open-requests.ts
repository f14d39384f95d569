import { createHash, randomInt, timingSafeEqual } from 'node:crypto'
import type { ApprovalState } from '../state/approval-state.js'

/** What stands behind an approval while it can be answered. Never shown to anybody but the desk. */
export interface OpenRequest {
  /** The client's own credential: it is not for the owner, nor for their device. */
  readonly authReqId: string
  /** What the client shows; `undefined`: number matching is off. */
  readonly number: string | undefined
}

/** Seconds that it is kept after its time: a decision of the last moment has to find it. */
const GRACE = 120

/** Wrong numbers that end a request. */
const WRONG_NUMBERS = 3

/** Keeps them, found by the approval and by the request. */
export class OpenRequests {
  readonly #state: ApprovalState

  constructor(state: ApprovalState) {
    this.#state = state
  }

  async keep(approvalId: string, request: OpenRequest, ttl: number): Promise<void> {
    const { authReqId, number } = request
    const text = JSON.stringify({ authReqId, ...(number !== undefined && { number }) })
    await this.#state.set(requestKey(approvalId), text, ttl + GRACE)
    await this.#state.set(approvalKey(authReqId), approvalId, ttl + GRACE)
  }

  async of(approvalId: string): Promise<OpenRequest | undefined> {
    const [text] = await this.#state.get([requestKey(approvalId)])
    if (text === undefined) return undefined
    const { authReqId, number }: OpenRequest = JSON.parse(text)
    return { authReqId, number }
  }

  async approvalOf(authReqId: string): Promise<string | undefined> {
    const [id] = await this.#state.get([approvalKey(authReqId)])
    return id
  }

  /** Counts a wrong number. `true`: it was one too many. */
  async mistaken(approvalId: string): Promise<boolean> {
    const { count } = await this.#state.count(`wrong-numbers:${approvalId}`, 600 + GRACE)
    return count >= WRONG_NUMBERS
  }
}

/** Two digits that nobody can guess in three tries but for one in thirty-three. */
export function newNumber(): string {
  return String(randomInt(100)).padStart(2, '0')
}

/** Whether the number is the one that the client shows. */
export function isNumber(expected: string | undefined, given: string | undefined): boolean {
  if (expected === undefined) return true
  if (given === undefined || given.length !== expected.length) return false
  return timingSafeEqual(digest(expected), digest(given))
}

const requestKey = (approvalId: string): string => `request:${approvalId}`
const approvalKey = (authReqId: string): string =>
  `approval-of:${digest(authReqId).toString('base64url')}`

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
