/** Collects at most so many bytes; throws an Error, and ends the source, at the first one more. */
export async function collectBytes(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<Uint8Array> {
  const collected: Uint8Array[] = []
  let length = 0
  // Leaving the loop early ends the stream.
  for await (const chunk of chunks) {
    length += chunk.length
    if (length > maxBytes) throw new Error(`more than ${maxBytes} bytes`)
    collected.push(chunk)
  }
  return Buffer.concat(collected)
}
