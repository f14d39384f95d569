import { isIP, isIPv6 } from 'node:net'
import { domainToASCII } from 'node:url'

// Names with an underscore are no host names (RFC 952), and container networks are full of them.
const LABEL = /^(?!-)[a-z0-9_-]{1,63}(?<!-)$/

// Resolvers take `127.1`, `0x7f.1` and `2130706433` for addresses. Whoever wrote one of these may not know
// what it names.
const NUMBER = /^(?:\d+|0x[0-9a-f]*)$/

/** A name in lower case and ASCII (RFC 5890), or an address as it is; `undefined` for what is neither. */
export function parseHost(text: string): string | undefined {
  if (isIP(text)) return text
  // What it takes for escapes, or for the end of a host, is of no name.
  if (/[\s%/\\?#@:[\]]/.test(text)) return undefined
  const name = domainToASCII(text).replace(/\.$/, '')
  const labels = name.split('.')
  if (name.length > 253 || !labels.every((label) => LABEL.test(label))) return undefined
  return NUMBER.test(labels.at(-1) ?? '') ? undefined : name
}

/** As it stands before a port. */
export function bracketed(host: string): string {
  return isIPv6(host) ? `[${host}]` : host
}
