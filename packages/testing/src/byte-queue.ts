const LF = 0x0a

/** A step of a parser that waits for more bytes each time it yields. */
export type Waiting<T> = Generator<undefined, T, undefined>

/** Bytes as they arrive, and readers that yield while what they want is not there yet. */
export class ByteQueue {
  #buffered: Buffer = Buffer.alloc(0)
  #arrived: Buffer[] = []
  #length = 0
  #ended = false

  push(chunk: Buffer): void {
    this.#arrived.push(chunk)
    this.#length += chunk.length
  }

  end(): void {
    this.#ended = true
  }

  /** The next line without its end, CRLF or a bare LF. */
  *line(): Waiting<string> {
    for (;;) {
      const at = this.#join().indexOf(LF)
      if (at !== -1) {
        return this.#take(at + 1)
          .toString('latin1')
          .replace(/\r?\n$/, '')
      }
      yield* this.#more()
    }
  }

  /** The next bytes, so many of them. */
  *bytes(length: number): Waiting<Buffer> {
    while (this.#length < length) yield* this.#more()
    return this.#take(length)
  }

  /** Everything until the end. */
  *rest(): Waiting<Buffer> {
    while (!this.#ended) yield
    return this.#take(this.#length)
  }

  *#more(): Waiting<void> {
    if (this.#ended) throw new Error('the connection ended before the answer was complete')
    yield
  }

  #join(): Buffer {
    if (this.#arrived.length > 0) {
      this.#buffered = Buffer.concat([this.#buffered, ...this.#arrived])
      this.#arrived = []
    }
    return this.#buffered
  }

  #take(length: number): Buffer {
    const joined = this.#join()
    this.#buffered = joined.subarray(length)
    this.#length -= length
    return joined.subarray(0, length)
  }
}
