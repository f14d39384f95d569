/** Longer than any token that the default limits let in. */
const LENGTH = 16_384

/** Bytes that a text came to: the first `length` of these, with a zero behind them. */
export interface Written {
  readonly bytes: Buffer<ArrayBuffer>
  readonly length: number
}

/**
 * Bytes for what is looked at and done with at once: an array buffer of its own for each piece of a
 * token takes longer than to read it. Nothing may be left in it for later, not even until the next
 * turn of the event loop: another token writes over it.
 */
export class Scratch {
  readonly #bytes = Buffer.allocUnsafeSlow(LENGTH + 1)
  readonly #written = { bytes: this.#bytes, length: 0 }

  /** Writes a text that has no character beyond Latin-1. Good until the next call. */
  write(text: string, encoding: 'latin1' | 'base64url'): Written {
    if (text.length > LENGTH) {
      const bytes = Buffer.alloc(text.length + 1)
      return { bytes, length: bytes.write(text, encoding) }
    }
    const length = this.#bytes.write(text, encoding)
    this.#bytes[length] = 0
    this.#written.length = length
    return this.#written
  }
}
