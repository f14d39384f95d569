import type { Scheme } from '../authentication.js'
import { charCode } from '../char-code.js'
import { Refused } from '../refused.js'
import type { Credentials } from './credentials.js'
import { type Line, SEVERAL } from './judged-lines.js'
import { trimmed } from './trimmed.js'

const SP = 0x20

// RFC 9110 §11.1, §5.6.2: a scheme is a token.
const SCHEME = /^[!#$%&'*+\-.^`|~\w]+$/

/**
 * The credentials of the `Authorization` header; `undefined`: there are none.
 * Throws Refused for two headers, another scheme, or a header that is not of the grammar.
 */
export function readAuthorization(line: Line, schemes: readonly Scheme[]): Credentials | undefined {
  if (line === SEVERAL) throw new Refused('multiple_credentials')
  const value = trimmed(line ?? '')
  if (value === '') return undefined
  for (const scheme of schemes) {
    const { length } = scheme
    // `startsWith` takes longer than to cut off six characters.
    if (charCode(value, length) === SP && value.slice(0, length) === scheme) {
      return { scheme, token: afterSpaces(value, length) }
    }
  }

  // RFC 9110 §11.4: one or more SP (no tab) between the scheme and the rest.
  const space = value.indexOf(' ')
  const name = space < 0 ? value : value.slice(0, space)
  return { scheme: schemeOf(name, schemes), token: space < 0 ? '' : afterSpaces(value, space) }
}

/** RFC 9110 §11.1: in any case of letters, though almost everybody writes it as it is registered. */
function schemeOf(name: string, schemes: readonly Scheme[]): Scheme {
  for (const scheme of schemes) if (scheme === name) return scheme
  if (!SCHEME.test(name)) throw new Refused('malformed_credentials')
  const scheme = schemes.find((one) => one.toLowerCase() === name.toLowerCase())
  if (scheme === undefined) throw new Refused('unsupported_scheme')
  return scheme
}

function afterSpaces(value: string, start: number): string {
  let at = start
  while (value[at] === ' ') at++
  return value.slice(at)
}
