import type { IncomingMessage } from 'node:http'
import { Refusal } from './refusal.js'

/** Bytes. An assertion, a signed request and its details fit. */
const LARGEST_BODY = 65_536
/** Milliseconds for all of it: who sends a byte now and then holds nothing for long. */
const LONGEST_READ = 10_000

/** Reads a body of bounded size within a bounded time. Rejects with a Refusal. */
export async function readBody(req: IncomingMessage): Promise<Uint8Array> {
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<never>((_resolve, reject) => {
    const late = (): void => reject(refused('The body took too long', 408))
    timer = setTimeout(late, LONGEST_READ).unref()
  })
  // Not destroyed when reading ends early: the answer goes over the same connection.
  const chunks = req.iterator({ destroyOnReturn: false })
  try {
    if (Number(req.headers['content-length']) > LARGEST_BODY) throw tooLarge()
    return await Promise.race([collected(chunks), tooLate])
  } catch (error) {
    // The connection broke, or what was sent is not what was announced.
    throw error instanceof Refusal ? error : refused('The body could not be read', 400)
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
    if (size > LARGEST_BODY) throw tooLarge()
    parts.push(value)
  }
}

const tooLarge = (): Refusal => refused('The body is too large', 413)

function refused(description: string, status: number): Refusal {
  return new Refusal('invalid_request', description, { status })
}
