import { isRecord } from '../config/assert.js'

/** The keys that a token is bound to: whoever sends it has to prove that they hold them. */
export interface TokenBinding {
  /** SHA-256 thumbprint of the DPoP key, base64url (RFC 7638, RFC 9449 §6.1). */
  readonly jkt?: string
  /** SHA-256 thumbprint of the client certificate, base64url (RFC 8705 §3.1). */
  readonly x5tS256?: string
}

/** The claim `cnf` (RFC 7800). */
export interface Confirmation {
  readonly jkt?: string
  readonly 'x5t#S256'?: string
}

/** Whether a value is the base64url of 32 bytes, in its one spelling. */
export function isThumbprint(value: unknown): value is string {
  if (typeof value !== 'string' || !/^[\w-]{43}$/.test(value)) return false
  return Buffer.from(value, 'base64url').toString('base64url') === value
}

/** Throws a TypeError that names the option. A binding to nothing would be none, silently. */
export function assertBinding(option: string, value: unknown): asserts value is TokenBinding {
  const wrong = !isRecord(value) || Object.keys(value).some((name) => !MEMBERS.includes(name))
  const prints = wrong ? [] : MEMBERS.flatMap((name) => value[name] ?? [])
  if (prints.length > 0 && prints.every(isThumbprint)) return
  throw new TypeError(`"${option}" must hold "jkt", "x5tS256" or both: SHA-256 in base64url`)
}

const MEMBERS = ['jkt', 'x5tS256']

export function confirmationOf({ jkt, x5tS256 }: TokenBinding): Confirmation {
  return {
    ...(jkt !== undefined && { jkt }),
    ...(x5tS256 !== undefined && { 'x5t#S256': x5tS256 }),
  }
}

/** What `cnf` binds to. A method that we do not know is told as `undefined`: nobody can prove it here. */
export function bindingOf(cnf: unknown): TokenBinding | undefined {
  if (!isRecord(cnf)) return undefined
  const { jkt, 'x5t#S256': x5tS256, ...others } = cnf
  const given = [jkt, x5tS256].filter((print) => print !== undefined)
  if (Object.keys(others).length > 0 || given.length === 0 || !given.every(isThumbprint)) {
    return undefined
  }
  return {
    ...(isThumbprint(jkt) && { jkt }),
    ...(isThumbprint(x5tS256) && { x5tS256 }),
  }
}

/** Whether everything that is needed was proven. Proof of more than that does no harm. */
export function isProven(needed: TokenBinding, proven: TokenBinding | undefined): boolean {
  return (
    (needed.jkt === undefined || needed.jkt === proven?.jkt) &&
    (needed.x5tS256 === undefined || needed.x5tS256 === proven?.x5tS256)
  )
}
