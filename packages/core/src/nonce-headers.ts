import { NO_HEADERS } from './no-headers.js'

/**
 * What hands out a nonce for the next proof; nothing where there is none to hand out. RFC 9449 §8.2: no
 * cache may keep it, whatever the answer is.
 */
export function nonceHeaders(nonce: string | undefined): Readonly<Record<string, string>> {
  return nonce === undefined ? NO_HEADERS : { 'DPoP-Nonce': nonce, 'Cache-Control': 'no-store' }
}
