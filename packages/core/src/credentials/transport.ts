import type { TokenRequest } from '../token-request.js'

/** Whether nobody on the way could read the request: TLS, or it never left the machine. */
export function isProtectedTransport(request: TokenRequest, transport: 'tls' | 'any'): boolean {
  return transport === 'any' || request.secure || isLoopbackAddress(request.remoteAddress)
}

/** Whether an address is of this machine: 127.0.0.0/8, ::1, or the first mapped into IPv6. */
function isLoopbackAddress(address: string | undefined): boolean {
  if (address === undefined) return false
  // Almost always one of these, if any.
  if (address === '127.0.0.1' || address === '::1') return true
  return /^(?:::ffff:)?127(?:\.\d{1,3}){3}$/i.test(address)
}
