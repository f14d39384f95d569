/** Seconds. */
const FALLBACK = 60

/**
 * A timer for the background: it keeps no process alive, and not its owner either, so that an owner
 * that was dropped without a word goes, and the timer with it.
 */
export class BackgroundTimer<Owner extends object> {
  readonly #owner: WeakRef<Owner>
  readonly #action: (owner: Owner) => void
  #timer: NodeJS.Timeout | undefined

  /** `action` must not hold on to the owner. */
  constructor(owner: Owner, action: (owner: Owner) => void) {
    this.#owner = new WeakRef(owner)
    this.#action = action
  }

  /** Acts once, so many seconds from now, and no more when it would have acted otherwise. */
  start(seconds: number): void {
    this.stop()
    const onTimer = (): void => {
      const owner = this.#owner.deref()
      if (owner) this.#action(owner)
    }
    // By a clock that gives no number it would act all the time.
    const wait = Number.isFinite(seconds) ? seconds : FALLBACK
    this.#timer = setTimeout(onTimer, wait * 1000).unref()
  }

  stop(): void {
    clearTimeout(this.#timer)
  }
}
