import type { IncomingMessage } from 'node:http'
import { createHmac, randomBytes } from 'node:crypto'
import { isIPv4, isIPv6 } from 'node:net'
import type { Settings } from '../../settings.js'

/** Who has sent a request, as far as its address tells. */
export interface Sender {
  /**
   * What tries are counted by, in keys: one of 16 384 numbers, so that whoever has many addresses fills no
   * memory. 56 bits of an IPv6 address are one customer.
   */
  readonly bucket: string
  /** 24 bits of an IPv4 and 48 of an IPv6 address; `undefined`: this is no address. */
  readonly network: string | undefined
}

/** Of this process: nobody outside can look for an address that is counted together with somebody else's. */
const KEY = randomBytes(32)

export function senderOf(settings: Settings, req: IncomingMessage): Sender {
  const address = settings.remoteAddress(req)
  const { bucket, network } = partsOf(address ?? '')
  const digest = createHmac('sha256', KEY).update(bucket).digest()
  return { bucket: String(digest.readUInt16BE() >> 2), network }
}

function partsOf(address: string): Sender {
  const [text = ''] = address.split('%', 1)
  if (isIPv4(text)) return ofIPv4(text)
  if (!isIPv6(text)) return { bucket: '', network: undefined }
  const groups = groupsOf(text)
  const mapped = mappedIPv4(groups)
  if (mapped !== undefined) return ofIPv4(mapped)
  return {
    bucket: `${groups.slice(0, 3).join(':')}:${Number.parseInt(groups[3] ?? '0', 16) >> 8}`,
    network: `${new URL(`http://[${groups.slice(0, 3).join(':')}::]`).hostname.slice(1, -1)}/48`,
  }
}

function ofIPv4(address: string): Sender {
  return { bucket: address, network: `${address.split('.').slice(0, 3).join('.')}.0/24` }
}

/** The eight groups of a valid address, which the URL parser has put into one form. */
function groupsOf(address: string): readonly string[] {
  const [before = [], after] = new URL(`http://[${address}]`).hostname
    .slice(1, -1)
    .split('::')
    .map((part) => (part === '' ? [] : part.split(':')))
  if (after === undefined) return before
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0')
  return [...before, ...zeros, ...after]
}

/** IPv4 in IPv6, as a socket for both tells it (RFC 4291 §2.5.5.2). */
function mappedIPv4(groups: readonly string[]): string | undefined {
  if (groups.slice(0, 6).join(':') !== '0:0:0:0:0:ffff') return undefined
  return groups
    .slice(6)
    .map((group) => Number.parseInt(group, 16))
    .map((pair) => `${pair >> 8}.${pair & 255}`)
    .join('.')
}
