import type { RequestHandler } from 'express'

/**
 * Lets pages of these origins call the API, and read what it needs them to read: a page sees no
 * `DPoP-Nonce`, and no challenge, unless it is exposed (https://fetch.spec.whatwg.org/#http-cors-protocol).
 */
export function allowOrigins(origins: readonly string[]): RequestHandler {
  return function allowOrigins(req, res, next) {
    res.vary('origin')
    const { origin } = req.headers
    const allowed = origin !== undefined && origins.includes(origin)
    if (allowed) {
      res.set({
        'access-control-allow-origin': origin,
        'access-control-expose-headers': 'DPoP-Nonce, WWW-Authenticate',
      })
    }
    if (req.method !== 'OPTIONS') {
      next()
      return
    }
    if (allowed) {
      res.set({
        'access-control-allow-methods': 'GET',
        'access-control-allow-headers': 'Authorization, DPoP',
        'access-control-max-age': '600',
      })
    }
    res.status(204).end()
  }
}
