import type { CookieOptions, Request } from 'express'

// On https, all of this and `secure`, with `__Host-` before the name. Here it is plain HTTP on loopback.

/** Read by no script, and sent by no page of another site. */
export const SESSION_COOKIE = 'gateway-session'
export const SESSION: CookieOptions = { httpOnly: true, sameSite: 'strict', path: '/' }

/** Has to come along when another site, the issuer, leads back here: hence `lax`. */
export const SIGN_IN_COOKIE = 'gateway-sign-in'
export const SIGN_IN: CookieOptions = { httpOnly: true, sameSite: 'lax', path: '/signed-in' }

/** The value of a cookie, if it came once and is as random as ours are. */
export function cookieOf(req: Request, name: string): string | undefined {
  const values = (req.headers.cookie ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1))
  const [value] = values
  return values.length === 1 && value && /^[\w.-]{43,128}$/.test(value) ? value : undefined
}
