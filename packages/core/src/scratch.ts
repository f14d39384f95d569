/** Longer than any token that the default limits let in. */
const LENGTH = 16_384

/**
 * Bytes for what is looked at and done with at once: an array buffer of its own for each piece of a
 * token takes longer than to read it. Nothing may be left in it for later, not even until the next
 * turn of the event loop: another token writes over it.
 */
export class Scratch {
  readonly #bytes = Buffer.allocUnsafeSlow(LENGTH + 1)

  /** So many bytes, or more, and one behind them. They hold whatever was there. */
  bytes(length: number): Buffer<ArrayBuffer> {
    return length > LENGTH ? Buffer.allocUnsafeSlow(length + 1) : this.#bytes
  }
}
