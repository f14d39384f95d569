import type { IncomingHttpHeaders } from 'node:http'
import type { Socket } from 'node:net'
import type { TokenRequest } from '@countersign/core'
import { distinctHeaders, methodSent, propertyOf } from '@countersign/core/adapter'
import type { Request } from 'express'

/** An Express request as the verifier wants it. */
export function tokenRequest(req: Request): TokenRequest {
  return new ExpressTokenRequest(req)
}

/** With getters: Express works most of these out anew each time, and most requests need few of them. */
class ExpressTokenRequest implements TokenRequest {
  readonly method: string
  readonly url: string
  readonly rawHeaders: readonly string[]
  readonly socket: Socket
  readonly raw: Request
  #isProxied: boolean | undefined

  constructor(req: Request) {
    // Now: what comes later may override it.
    this.method = methodSent(req)
    this.url = propertyOf(req, 'originalUrl')
    // More than once asked for, and to look into an Express request is slow.
    this.rawHeaders = propertyOf(req, 'rawHeaders')
    this.socket = propertyOf(req, 'socket')
    this.raw = req
  }

  get origin(): string | undefined {
    const host = hostOf(this.raw)
    return host && `${this.raw.protocol}://${host}`
  }

  get headers(): IncomingHttpHeaders {
    return this.raw.headers
  }

  get headersDistinct(): TokenRequest['headersDistinct'] {
    return distinctHeaders(this.raw)
  }

  /** Policies may look at a body that was parsed after `authenticate`. */
  get body(): unknown {
    return this.raw.body
  }

  get secure(): boolean {
    return this.#mayBeProxied() ? this.raw.protocol === 'https' : isEncrypted(this.socket)
  }

  /** As `req.ip`, which reads headers of proxies also where nobody is trusted to write them. */
  get remoteAddress(): string | undefined {
    return this.#mayBeProxied() ? this.raw.ip : this.socket.remoteAddress
  }

  /** Found out once: both of the above are asked for where a request came without TLS. */
  #mayBeProxied(): boolean {
    this.#isProxied ??= trusts(this.raw, this.socket) !== false
    return this.#isProxied
  }
}

// `req.host` has the port in Express 5 and lacks it in Express 4.
function hostOf(req: Request): string | undefined {
  const forwarded = req.get('X-Forwarded-Host')
  if (!forwarded || !trusts(req, req.socket)) return req.get('Host')
  return forwarded.split(',', 1)[0]?.trim()
}

/** Whether the application lets the peer speak for clients; `undefined`: there is none to ask. */
function trusts(req: Partial<Pick<Request, 'app'>>, socket: Socket): boolean | undefined {
  const app = propertyOf(req, 'app')
  const isTrusted: ((address: unknown, hop: number) => boolean) | undefined =
    app?.get('trust proxy fn')
  return isTrusted?.(socket.remoteAddress, 0)
}

function isEncrypted(socket: Socket & { encrypted?: boolean }): boolean {
  return Boolean(socket.encrypted)
}
