// What the page asks the server for. Every failure is an ApiError, with a code that there are words for.

/** @import { OwnerErrorCode } from '../src/owner/api-types.js' */

const PATIENCE = 15_000

/** @typedef {OwnerErrorCode | 'offline'} ErrorCode */

export class ApiError extends Error {
  /** @param {ErrorCode} code */
  constructor(code) {
    super(`The server answered ${code}`)
    this.name = 'ApiError'
    this.code = code
  }
}

/** @type {() => void} */
let signedOut = () => {}

/**
 * Is called whenever the server does not know the session any more.
 *
 * @param {() => void} listener
 */
export function whenSignedOut(listener) {
  signedOut = listener
}

/**
 * @template T
 * @param {string} path
 * @returns {Promise<T>}
 */
export function get(path) {
  return ask('GET', path)
}

/**
 * @template T
 * @param {string} path
 * @param {object} [body]
 * @returns {Promise<T>}
 */
export function post(path, body = {}) {
  return ask('POST', path, body)
}

/**
 * @param {string} path
 * @param {object} body
 * @returns {Promise<void>}
 */
export function replace(path, body) {
  return ask('PUT', path, body)
}

/**
 * @param {string} method
 * @param {string} path
 * @param {object} [body]
 * @returns {Promise<any>}
 */
async function ask(method, path, body) {
  const response = await send(method, path, body)
  if (response.status === 204) return undefined
  const answer = await response.json().catch(() => undefined)
  if (response.ok && answer !== undefined) return answer
  const code = typeof answer?.error === 'string' ? answer.error : 'unavailable'
  if (response.status === 401 && code === 'signed_out') signedOut()
  throw new ApiError(code)
}

/**
 * @param {string} method
 * @param {string} path
 * @param {object | undefined} body
 */
async function send(method, path, body) {
  try {
    return await fetch(new URL(`api/${path}`, document.baseURI), {
      method,
      cache: 'no-store',
      redirect: 'error',
      signal: AbortSignal.timeout(PATIENCE),
      ...(body && {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    })
  } catch {
    throw new ApiError('offline')
  }
}
