/** Collects at most so many bytes; throws an Error, and ends the source, at the first one more. */
export async function collectBytes(
  chunks: AsyncIterable<unknown>,
  maxBytes: number,
): Promise<Uint8Array> {
  const collected: Uint8Array[] = []
  let length = 0
  // Leaving the loop early ends the source.
  for await (const chunk of chunks) {
    // A `fetch` of the application's may have anything in its body, and what has no length no bound.
    if (!(chunk instanceof Uint8Array)) throw new Error('a body that is not made of bytes')
    length += chunk.byteLength
    if (length > maxBytes) throw new Error(`more than ${maxBytes} bytes`)
    collected.push(chunk)
  }
  return Buffer.concat(collected)
}
