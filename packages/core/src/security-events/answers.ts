import type { PlainAnswer } from '../protected-resource.js'

/** `Retry-After`, in seconds. */
const RETRY_AFTER = '5'

/** An answer without a body, which no cache may keep. */
export function emptyAnswer(
  status: number,
  headers: Readonly<Record<string, string>> = {},
): PlainAnswer {
  return { status, headers: { 'Cache-Control': 'no-store', ...headers }, body: '' }
}

/** An answer of JSON, which no cache may keep. */
export function jsonAnswer(
  status: number,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): PlainAnswer {
  const type = { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' }
  return { status, headers: { ...type, ...headers }, body: JSON.stringify(body) }
}

/** Nothing was kept, or maybe not all: the sender should try again. */
export function tryAgain(): PlainAnswer {
  return emptyAnswer(503, { 'Retry-After': RETRY_AFTER })
}

/** RFC 9110 §15.5.6. */
export function postOnly(): PlainAnswer {
  return emptyAnswer(405, { Allow: 'POST' })
}
