/** A wait that can be ended early. It keeps the process alive: somebody is waiting for what comes behind it. */
export class Pause {
  #end: (() => void) | undefined
  /** Ended before it began: somebody came while there was no wait. */
  #isEnded = false

  async begin(milliseconds: number): Promise<void> {
    if (!this.#isEnded) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, milliseconds)
        this.#end = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
    this.#end = undefined
    this.#isEnded = false
  }

  /** Whoever came up to now is seen to by what is done next. */
  reset(): void {
    this.#isEnded = false
  }

  end(): void {
    this.#isEnded = true
    this.#end?.()
  }
}

/** Milliseconds to wait after so many failures in a row. */
export function pauseAfter(failures: number): number {
  return Math.min(50 * 2 ** failures, 2_000)
}
