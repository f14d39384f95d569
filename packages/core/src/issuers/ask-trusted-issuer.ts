import { resolveIssuer, type IssuerDefaults, type IssuerProfile } from '../config/resolve-issuer.js'
import type { TrustedIssuer } from '../options.js'

/** Seconds that the function may take. */
const TIMEOUT = 5

/**
 * Asks the trusted-issuer function for one issuer; `undefined`: not trusted.
 * Rejects with a ConfigError where it returns options that are wrong, and with whatever it throws,
 * or an Error after 5 seconds.
 */
export async function askTrustedIssuer(
  trustedIssuer: TrustedIssuer,
  identifier: string,
  defaults: IssuerDefaults,
): Promise<IssuerProfile | undefined> {
  const options = await inTime(trustedIssuer(identifier))
  // A look-up in a database says `null`.
  if (options === undefined || options === null) return undefined
  const profile = resolveIssuer(options, defaults, 'issuer()')
  // An answer for another issuer would put that issuer's tokens under the wrong keys.
  return profile.issuer === identifier ? profile : undefined
}

/** A look-up that never ends must not hold the request for ever. */
async function inTime<T>(lookUp: T | PromiseLike<T>): Promise<T> {
  if (!isThenable(lookUp)) return lookUp
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<never>((_resolve, reject) => {
    const fail = (): void => reject(new Error(`no answer within ${TIMEOUT} seconds`))
    timer = setTimeout(fail, TIMEOUT * 1000).unref()
  })
  try {
    return await Promise.race([lookUp, tooLate])
  } finally {
    clearTimeout(timer)
  }
}

/** The queries of many a database library are no real promises. */
function isThenable<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function'
}
