/** A wait that can be ended early. Keeps no process alive. */
export class Pause {
  #end: (() => void) | undefined
  /** Ended before it began: somebody came while there was no wait. */
  #isEnded = false

  async begin(milliseconds: number): Promise<void> {
    if (!this.#isEnded) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, milliseconds).unref()
        this.#end = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
    this.#end = undefined
    this.#isEnded = false
  }

  end(): void {
    this.#isEnded = true
    this.#end?.()
  }
}
