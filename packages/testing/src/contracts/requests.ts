import type { ContractRequest } from './world.js'

const FORM = 'application/x-www-form-urlencoded'

/** POST of a form body. */
export function formPost(body: string, init: ContractRequest = {}): ContractRequest {
  return withBody(FORM, body, { method: 'POST', ...init })
}

/** A request with a body of some media type; the method is the caller's. */
export function withBody(
  contentType: string,
  body: string,
  init: ContractRequest = {},
): ContractRequest {
  return { ...init, headers: [...(init.headers ?? []), ['Content-Type', contentType]], body }
}
