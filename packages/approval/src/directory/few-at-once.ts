/** Lets a few do their work at a time, the others wait, and refuses those for whom there is no room. */
export class FewAtOnce {
  readonly #most: number
  readonly #mostWaiting: number
  readonly #waiting: (() => void)[] = []
  #active = 0

  constructor(most: number, mostWaiting: number) {
    this.#most = most
    this.#mostWaiting = mostWaiting
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#active < this.#most) this.#active += 1
    else await this.#turn()
    try {
      return await work()
    } finally {
      // Whoever is next takes over the place.
      const next = this.#waiting.shift()
      if (next) next()
      else this.#active -= 1
    }
  }

  async #turn(): Promise<void> {
    if (this.#waiting.length >= this.#mostWaiting) throw new Error('too many are waiting')
    await new Promise<void>((resolve) => this.#waiting.push(resolve))
  }
}
