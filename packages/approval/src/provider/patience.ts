/** Milliseconds that a client waits for its answer, once it has sent its request: whatever never answers us. */
const PATIENCE = 15_000

/** How long a request may take: whatever comes of it later, nobody waits for. */
export class Patience {
  readonly #until: number = performance.now() + PATIENCE

  /** Throws where it has ended: the client was told that it may try again, so nothing may be begun for it. */
  check(): void {
    if (performance.now() >= this.#until) throw tooLate()
  }

  /** What comes of the work; rejects where that is not in time. */
  async with<T>(work: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined
    const end = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(tooLate()), Math.max(0, this.#until - performance.now()))
    })
    try {
      return await Promise.race([work, end])
    } finally {
      clearTimeout(timer)
    }
  }
}

function tooLate(): Error {
  return new Error(`no answer within ${PATIENCE} ms`)
}
