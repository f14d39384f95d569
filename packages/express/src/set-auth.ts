import { contextOf, propertyOf, type AuthContext } from '@countersign/core/adapter'

/** Whether a request inherits our getter. */
const LENT: unique symbol = Symbol('countersign.lent')

interface Carrier {
  auth?: unknown
  readonly app?: { readonly request?: unknown } & object
  readonly [LENT]?: true
}

/**
 * Makes `req.auth` what was found out about a request. That has been kept with the request before.
 *
 * Requests inherit a getter for it from `express.request`, which Express has for additions: until Node 24,
 * each request has a hidden class of its own, and one more property of its own takes longer than the
 * check of a known token. Where that cannot be, or somebody has set `req.auth` before, it is a property.
 */
export function setAuth(req: Carrier, auth: AuthContext['auth']): void {
  const inherits = !Object.hasOwn(req, 'auth') && (propertyOf(req, LENT) ?? lendAuth(req))
  if (!inherits) req.auth = auth
}

/** Gives the getter to all requests of the same copy of Express, and says whether they have it now. */
function lendAuth({ app }: Carrier): boolean {
  let prototype = app?.request
  // Each application has one of its own, where `req.app` comes from.
  while (isObject(prototype) && Object.hasOwn(prototype, 'app')) {
    prototype = Object.getPrototypeOf(prototype)
  }
  if (!isObject(prototype) || 'auth' in prototype || !Object.isExtensible(prototype)) return false
  // Nothing of Node's own, which others inherit from too. Who has a request has loaded this module: to
  // import it would make the start of what only imports us a half longer. Some runtimes lack the function.
  const http = process.getBuiltinModule?.('node:http')
  if (Object.getPrototypeOf(prototype) !== http?.IncomingMessage.prototype) return false
  Object.defineProperties(prototype, { auth: AUTH, [LENT]: { value: true } })
  return true
}

const AUTH: PropertyDescriptor & ThisType<object> = {
  configurable: true,
  enumerable: true,
  get() {
    return contextOf(this)?.auth
  },
  // Whoever sets it shall find it, as if nothing had been inherited.
  set(value: unknown) {
    const own = { value, configurable: true, enumerable: true, writable: true }
    Object.defineProperty(this, 'auth', own)
  },
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
