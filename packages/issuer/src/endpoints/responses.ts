import type { EndpointResponse } from '../http/endpoint-request.js'

/** Tokens, and what is said about them, stay in no cache (RFC 6749 §5.1). */
export const NO_STORE = { 'Cache-Control': 'no-store', Pragma: 'no-cache' }

export function json(status: number, body: object, headers = {}): EndpointResponse {
  return {
    status,
    headers: { ...NO_STORE, 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  }
}

/** Something of ours, or a store, failed: no fault of the client's, and it may try again. */
export function unavailable(headers = {}): EndpointResponse {
  const body = {
    error: 'temporarily_unavailable',
    error_description: 'The server cannot answer now',
  }
  return json(503, body, { ...headers, 'Retry-After': '1' })
}
