import type { RequestHandler } from 'express'

/**
 * Lets only pages of this very origin send what changes something. `SameSite` is not enough for that:
 * other ports, and other hosts of the same domain, are the same site.
 */
export function ownOrigin(origin: string): RequestHandler {
  return function ownOrigin(req, res, next) {
    if (req.method === 'GET' || req.method === 'HEAD' || req.headers.origin === origin) next()
    else res.status(403).json({ error: 'wrong_origin' })
  }
}
