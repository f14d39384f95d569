import type { IncomingMessage } from 'node:http'
import { OwnerError } from '../owner-error.js'

/** Bytes. The largest that a page sends is a new passkey of a few kilobytes. */
const LARGEST_BODY = 32_768
/** Milliseconds for all of it: who sends a byte now and then holds nothing for long. */
const LONGEST_READ = 10_000

// A form can send text/plain without asking anybody, and this not.
const JSON_TYPE = /^application\/json *(?:; *charset="?utf-8"? *)?$/i

/** Reads what was sent as JSON, or takes what an application in front has made of it. Rejects with an OwnerError. */
export async function jsonBody(req: IncomingMessage): Promise<unknown> {
  const { 'content-type': type = '', 'content-encoding': coding = 'identity' } = req.headers
  if (!JSON_TYPE.test(type) || coding !== 'identity') {
    throw new OwnerError('bad_request', { status: 415 })
  }
  if (!req.readableDidRead) return parsed(await bytesOf(req))
  const body: unknown = 'body' in req ? req.body : undefined
  if (typeof body === 'string') return parsed(Buffer.from(body))
  if (body instanceof Uint8Array) return parsed(body)
  if (body === undefined) throw new Error('something has read the body, and kept nothing of it')
  return body
}

function parsed(bytes: Uint8Array): unknown {
  if (bytes.byteLength > LARGEST_BODY) throw new OwnerError('too_large')
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw new OwnerError('bad_request')
  }
}

async function bytesOf(req: IncomingMessage): Promise<Uint8Array> {
  if (Number(req.headers['content-length']) > LARGEST_BODY) throw new OwnerError('too_large')
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<never>((_resolve, reject) => {
    const late = (): void => reject(new OwnerError('bad_request', { status: 408 }))
    timer = setTimeout(late, LONGEST_READ).unref()
  })
  try {
    return await Promise.race([collected(req), tooLate])
  } catch (error) {
    // The connection broke, or what was sent is not what was announced.
    throw error instanceof OwnerError ? error : new OwnerError('bad_request')
  } finally {
    clearTimeout(timer)
  }
}

async function collected(req: IncomingMessage): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let size = 0
  // Not destroyed when reading ends early: the answer goes over the same connection.
  for await (const chunk of req.iterator({ destroyOnReturn: false })) {
    const bytes: Uint8Array = typeof chunk === 'string' ? Buffer.from(chunk) : chunk
    size += bytes.byteLength
    if (size > LARGEST_BODY) throw new OwnerError('too_large')
    parts.push(bytes)
  }
  return Buffer.concat(parts)
}
