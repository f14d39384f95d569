import type { Result } from './transaction.js'

/** What the thread is asked: a statement, or to close. */
export type Question =
  | {
      readonly id: number
      readonly sql: string
      readonly values: readonly unknown[]
    }
  | { readonly close: true }

/** An error as it crosses from thread to thread. */
export interface PlainError {
  readonly message: string
  readonly code: string | undefined
}

/** What the thread says. */
export type Answer =
  | { readonly kind: 'opened' }
  | { readonly kind: 'result'; readonly id: number; readonly result: Result }
  | { readonly kind: 'refused'; readonly id: number; readonly error: PlainError }
  | { readonly kind: 'notice'; readonly channel: string; readonly payload: string }
  /** It ends: nothing more will be answered. */
  | { readonly kind: 'broken'; readonly error: PlainError }
