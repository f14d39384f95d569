import { isIPv4, isIPv6 } from 'node:net'

/** With a zone: 45 characters, `%`, and the name of an interface. */
const LONGEST = 64

/** Addresses that are remembered: most requests come from where one came from lately. */
const REMEMBERED = 1_000

/** The same as {@link networkOf}, and faster for addresses that were lately asked about. */
export function recentNetworks(detail: 'prefix' | 'full'): (address: unknown) => string | null {
  const known = new Map<unknown, string>()
  return (address) => {
    const remembered = known.get(address)
    if (remembered !== undefined) return remembered
    const network = networkOf(address, detail)
    if (network === null) return null
    if (known.size >= REMEMBERED) known.clear()
    // A copy: a part of a header would keep all of it in memory.
    known.set(Buffer.from(String(address), 'latin1').toString('latin1'), network)
    return network
  }
}

/**
 * Where a request came from: 24 bits of an IPv4 address and 48 of an IPv6 address, or all of it, in one
 * form each. `null`: this is no address.
 */
export function networkOf(address: unknown, detail: 'prefix' | 'full'): string | null {
  if (typeof address !== 'string' || address.length > LONGEST) return null
  if (isIPv4(address)) return ipv4Network(address, detail)
  const [text = ''] = address.split('%', 1)
  if (!isIPv6(text)) return null
  const groups = groupsOf(text)
  const mapped = mappedIPv4(groups)
  if (mapped !== undefined) return ipv4Network(mapped, detail)
  if (detail === 'full') return textOf(groups)
  return `${textOf([...groups.slice(0, 3), 0, 0, 0, 0, 0])}/48`
}

function ipv4Network(address: string, detail: 'prefix' | 'full'): string {
  // Joined anew: a part of a header would keep all of it in memory.
  const [first, second, third, fourth] = address.split('.').map(Number)
  return detail === 'full'
    ? `${first}.${second}.${third}.${fourth}`
    : `${first}.${second}.${third}.0/24`
}

/** The eight groups of a valid address. */
function groupsOf(text: string): readonly number[] {
  const [before = [], after] = text.split('::').map(numbersOf)
  if (after === undefined) return before
  const between = Array.from({ length: 8 - before.length - after.length }, () => 0)
  return [...before, ...between, ...after]
}

function numbersOf(text: string): readonly number[] {
  if (text === '') return []
  return text
    .split(':')
    .flatMap((part) => (part.includes('.') ? pairOf(part) : [Number.parseInt(part, 16)]))
}

/** The two groups that are written as an IPv4 address. */
function pairOf(part: string): number[] {
  const [a = 0, b = 0, c = 0, d = 0] = part.split('.').map(Number)
  return [a * 256 + b, c * 256 + d]
}

/** IPv4 in IPv6, as a socket for both tells it (RFC 4291 §2.5.5.2). */
function mappedIPv4(groups: readonly number[]): string | undefined {
  const [high = 0, low = 0] = groups.slice(6)
  const isMapped = groups[5] === 0xffff && groups.slice(0, 5).every((group) => group === 0)
  if (!isMapped) return undefined
  return `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`
}

/** As RFC 5952 writes it: lower case, and the longest run of zeros left out, the first of equals. */
function textOf(groups: readonly number[]): string {
  const { start, length } = longestZeros(groups)
  if (length < 2) return joined(groups)
  return `${joined(groups.slice(0, start))}::${joined(groups.slice(start + length))}`
}

function joined(groups: readonly number[]): string {
  return groups.map((group) => group.toString(16)).join(':')
}

function longestZeros(groups: readonly number[]): { start: number; length: number } {
  let longest = { start: 0, length: 0 }
  let start = 0
  for (const [at, group] of groups.entries()) {
    if (group !== 0) start = at + 1
    else if (at + 1 - start > longest.length) longest = { start, length: at + 1 - start }
  }
  return longest
}
