// RFC 9110 §5.6.2 and §5.6.4. Quoted strings are kept to what needs no escape: a max-age is of digits.
const DIRECTIVE =
  /^([!#$%&'*+.^_`|~0-9a-z-]+)(?:[ \t]*=[ \t]*(?:([!#$%&'*+.^_`|~0-9a-z-]+)|"([^"\\]*)"))?$/i

interface Policy {
  /** Seconds. */
  readonly maxAge: number
  readonly includeSubDomains: boolean
}

/**
 * Reads a `Strict-Transport-Security` header (RFC 6797 §6.1); `undefined` for one that a browser has to ignore:
 * without a max-age, with a directive twice, or against the grammar.
 */
export function parseHsts(header: string): Policy | undefined {
  const directives = new Map<string, string | undefined>()
  for (const part of header.split(';').map((text) => text.trim())) {
    if (part === '') continue
    const [, name, token, quoted] = DIRECTIVE.exec(part) ?? []
    if (name === undefined || directives.has(name.toLowerCase())) return undefined
    directives.set(name.toLowerCase(), token ?? quoted)
  }
  const maxAge = directives.get('max-age')
  if (maxAge === undefined || !/^\d+$/.test(maxAge)) return undefined
  const subDomains = directives.has('includesubdomains')
  if (subDomains && directives.get('includesubdomains') !== undefined) return undefined
  return {
    maxAge: Math.min(Number(maxAge), Number.MAX_SAFE_INTEGER),
    includeSubDomains: subDomains,
  }
}
