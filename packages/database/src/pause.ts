/** A wait that can be ended early. */
export class Pause {
  readonly #keepsAlive: boolean
  #end: (() => void) | undefined

  /** `keepsAlive`: whether the process goes on for it. */
  constructor(keepsAlive: boolean) {
    this.#keepsAlive = keepsAlive
  }

  async begin(milliseconds: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds)
      if (!this.#keepsAlive) timer.unref()
      this.#end = () => {
        clearTimeout(timer)
        resolve()
      }
    })
    this.#end = undefined
  }

  end(): void {
    this.#end?.()
  }
}
