import type { ApprovalListener } from './desk.js'

/** Tells this process of what it has changed. Pages of other instances look at the directory every second. */
export class Changes {
  readonly #listeners = new Set<ApprovalListener>()

  listen(listener: ApprovalListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  tell(subject: string, approvalId: string): void {
    for (const listener of this.#listeners) listener({ subject, approvalId })
  }
}
