import { trimmed } from './trimmed.js'

// RFC 9110 §11.4: a scheme, and what stands behind it without a comma; or a line that was empty.
const CREDENTIALS = /^(?:[!#$%&'*+\-.^`|~\w]+(?: +[\w\-.~+/]+=*)?)?$/

/**
 * The lines of an `Authorization` header that were joined by commas, as the `Headers` of the Web do.
 * One that may as well have been sent like that, as a list of parameters, stays whole.
 */
export function authorizationLines(value: string): readonly string[] {
  if (!value.includes(',')) return [value]
  const lines = value.split(',').map(trimmed)
  return lines.every((line) => CREDENTIALS.test(line)) ? lines : [value]
}
