import type { TokenRequest } from '@countersign/core'
import { distinctHeaders } from '@countersign/core/adapter'
import type { Request } from 'express'

/** An Express request as the verifier wants it. */
export function tokenRequest(req: Request): TokenRequest {
  const host = hostOf(req)
  return {
    method: methodOf(req),
    url: req.originalUrl,
    origin: host && `${req.protocol}://${host}`,
    headers: req.headers,
    headersDistinct: distinctHeaders(req),
    // Read late: policies may look at a body that was parsed after `authenticate`.
    get body(): unknown {
      return req.body
    },
    secure: req.secure,
    remoteAddress: req.ip,
    socket: req.socket,
    raw: req,
  }
}

// `req.host` has the port in Express 5 and lacks it in Express 4.
function hostOf(req: Request): string | undefined {
  const trusts: (address: unknown, hop: number) => boolean = req.app.get('trust proxy fn')
  const forwarded = req.get('X-Forwarded-Host')
  if (!forwarded || !trusts(req.socket.remoteAddress, 0)) return req.get('Host')
  return forwarded.split(',', 1)[0]?.trim()
}

// The method-override middleware keeps the method that was on the wire here.
function methodOf(req: Request & { originalMethod?: unknown }): string {
  return typeof req.originalMethod === 'string' ? req.originalMethod : req.method
}
