import type { IncomingMessage } from 'node:http'
import { collectBytes } from '../keys/bounded-read.js'
import { withDeadline } from '../keys/with-deadline.js'
import { isPlainObject } from '../token/seal.js'
import type { Delivery } from './event-receiver.js'

/** Seconds that a body may take to arrive. */
const TIMEOUT = 10

/** A delivery, or the status that says why its body could not be read. */
export type ReadDelivery = Delivery | 400 | 408 | 413

/** Reads a request of node:http, whose body the application may have parsed already. */
export async function readNodeRequest(
  req: IncomingMessage,
  maxBytes: number,
): Promise<ReadDelivery> {
  const { method = '', headers } = req
  const delivery = { method, contentType: headers['content-type'] }
  if (method !== 'POST') return { ...delivery, body: '' }
  const { body: parsed } = req as { body?: unknown }
  if (typeof parsed === 'string' || parsed instanceof Uint8Array) {
    return parsed.length > maxBytes ? 413 : { ...delivery, body: parsed }
  }
  if (!req.readableDidRead) {
    const body = await readStream(req, maxBytes)
    return typeof body === 'number' ? body : { ...delivery, body }
  }
  return isPlainObject(parsed) ? { ...delivery, body: parsed } : 400
}

/** Reads a request of the Fetch API. */
export async function readFetchRequest(request: Request, maxBytes: number): Promise<ReadDelivery> {
  const { method, headers, body, bodyUsed, signal } = request
  const delivery = { method, contentType: headers.get('content-type') ?? undefined }
  if (method !== 'POST' || !body) return { ...delivery, body: '' }
  if (bodyUsed) return 400
  if (Number(headers.get('content-length')) > maxBytes) return 413
  let isLate = false
  try {
    const read = (until: AbortSignal): Promise<Uint8Array> => {
      until.addEventListener('abort', () => (isLate = true))
      return collectBytes(body.pipeThrough(new TransformStream(), { signal: until }), maxBytes)
    }
    return { ...delivery, body: await withDeadline(TIMEOUT, signal, read) }
  } catch {
    return isLate ? 408 : 413
  }
}

/**
 * Not by iteration: to leave that early would end the connection, and the sender would get no answer.
 */
function readStream(req: IncomingMessage, maxBytes: number): Promise<Buffer | 400 | 408 | 413> {
  if (Number(req.headers['content-length']) > maxBytes) return Promise.resolve(413)
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let length = 0
    const end = (outcome: Buffer | 400 | 408 | 413): void => {
      clearTimeout(timer)
      req.off('data', take).off('end', finish).off('error', fail).off('close', fail)
      // Nobody reads the rest, and whoever answers ends the connection.
      req.on('error', () => undefined)
      resolve(outcome)
    }
    const take = (chunk: Buffer): void => {
      length += chunk.length
      if (length > maxBytes) end(413)
      else chunks.push(chunk)
    }
    const finish = (): void => end(Buffer.concat(chunks))
    const fail = (): void => end(400)
    const timer = setTimeout(() => end(408), TIMEOUT * 1000).unref()
    req.on('data', take).on('end', finish).on('error', fail).on('close', fail)
  })
}
