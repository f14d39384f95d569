import { ProtocolError } from './answers.js'

/** Reads a body of JSON, up to so many bytes; throws a ProtocolError for anything else. */
export async function readBody(
  body: AsyncIterable<Uint8Array> | Iterable<Uint8Array> | ReadableStream<Uint8Array>,
  mostBytes: number,
): Promise<unknown> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  try {
    for await (const chunk of body as AsyncIterable<Uint8Array>) {
      bytes += chunk.byteLength
      // Not a number, where somebody has the stream decoded: that would be endless.
      if (!(bytes <= mostBytes)) throw new ProtocolError('tooLarge')
      chunks.push(chunk)
    }
  } catch (error) {
    // It has broken off: clients do so as they like.
    throw error instanceof ProtocolError ? error : new ProtocolError('unparsable')
  }
  return parse(Buffer.concat(chunks))
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw new ProtocolError('unparsable')
  }
}
