import { ProtocolError } from '../endpoints/protocol-error.js'

/** Bytes. Two JWTs fit, and little more. */
const LARGEST_BODY = 16_384
/** Milliseconds for all of it: who sends a byte now and then holds nothing for long. */
const LONGEST_READ = 10_000

/**
 * Reads a body of bounded size within a bounded time; `abandon` is called when the rest is not wanted.
 * Rejects with a ProtocolError.
 */
export async function readBody(
  chunks: AsyncIterator<Uint8Array>,
  contentLength: unknown,
  abandon: () => void = () => undefined,
): Promise<Uint8Array> {
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<never>((_resolve, reject) => {
    const late = (): void => reject(refused('The body took too long', 408))
    timer = setTimeout(late, LONGEST_READ).unref()
  })
  try {
    if (Number(contentLength) > LARGEST_BODY) throw refused('The body is too large', 413)
    return await Promise.race([collected(chunks), tooLate])
  } catch (error) {
    abandon()
    // The connection broke, or what was sent is not what was announced.
    throw error instanceof ProtocolError ? error : refused('The body could not be read', 400)
  } finally {
    clearTimeout(timer)
  }
}

async function collected(chunks: AsyncIterator<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let size = 0
  for (;;) {
    const { done, value } = await chunks.next()
    if (done === true) return Buffer.concat(parts)
    size += value.byteLength
    if (size > LARGEST_BODY) throw refused('The body is too large', 413)
    parts.push(value)
  }
}

function refused(description: string, status: number): ProtocolError {
  return new ProtocolError('invalid_request', description, { status })
}
