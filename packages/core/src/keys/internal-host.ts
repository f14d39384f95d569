import { BlockList, isIP } from 'node:net'

// RFC 6890 and the registries that it founded: what is not reached over the public internet.
const THIS_MACHINE_IPV4 = ['0.0.0.0/8', '127.0.0.0/8']
const INTERNAL_IPV4 = [
  ...THIS_MACHINE_IPV4,
  '10.0.0.0/8',
  '100.64.0.0/10',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '224.0.0.0/3',
]

// `::` and `::1` are among the compatible forms of 0.0.0.0/8.
const THIS_MACHINE = addresses(THIS_MACHINE_IPV4, [])
// Within 2000::/3 the tunnels, benchmarks and experiments of the IETF.
const INTERNAL = addresses(INTERNAL_IPV4, ['2001::/23'])
// Unique local, link-local, site-local and multicast addresses are not among them (RFC 4291 §2.4).
const PUBLIC_IPV6 = addresses([], ['2000::/3', '::ffff:0:0/96', '64:ff9b::/96'])

/** Names that the public DNS does not know (RFC 6761, RFC 6762 appendix G), or never should. */
const INTERNAL_DOMAINS = new Set([
  'corp',
  'home',
  'internal',
  'intranet',
  'lan',
  'local',
  'localdomain',
  'localhost',
  'private',
  'svc',
])

/**
 * Whether a host, as `URL` spells it, is one that a public provider has no business sending us to:
 * this machine, a private or reserved address, or a name that means something in here only.
 *
 * Looks nothing up: a public name that resolves to such an address is not seen.
 */
export function isInternalHost(hostname: string): boolean {
  const host = bare(hostname)
  switch (isIP(host)) {
    case 4:
      return INTERNAL.check(host, 'ipv4')
    case 6:
      return INTERNAL.check(host, 'ipv6') || !PUBLIC_IPV6.check(host, 'ipv6')
    default:
      return (
        !host.includes('.') ||
        INTERNAL_DOMAINS.has(host.slice(host.lastIndexOf('.') + 1)) ||
        `.${host}`.endsWith('.home.arpa')
      )
  }
}

/** Whether a host, as `URL` spells it, is this machine, in whatever spelling. Looks nothing up. */
export function isThisMachine(hostname: string): boolean {
  const host = bare(hostname)
  const version = isIP(host)
  if (version !== 0) return THIS_MACHINE.check(host, version === 4 ? 'ipv4' : 'ipv6')
  return `.${host}`.endsWith('.localhost') || host === 'localhost.localdomain'
}

/**
 * What a host is that whoever is at another one may not send us to: they may send us where they are
 * themselves, and out into the open, but no further in. `undefined`: they may.
 */
export function leadsFurtherIn(
  hostname: string,
  from: string,
): 'loopback' | 'an internal host' | undefined {
  if (isThisMachine(hostname) && !isThisMachine(from)) return 'loopback'
  return isInternalHost(hostname) && !isInternalHost(from) ? 'an internal host' : undefined
}

/** Without the brackets of IPv6, and the dots that end a name that is complete. */
function bare(hostname: string): string {
  if (hostname.startsWith('[')) return hostname.slice(1, -1)
  let end = hostname.length
  // Not a pattern: one that looks for the end would be slow on thousands of dots.
  while (hostname[end - 1] === '.') end--
  return hostname.slice(0, end)
}

/** Subnets, and those of IPv4 also where IPv6 addresses hold them. */
function addresses(ipv4: readonly string[], ipv6: readonly string[]): BlockList {
  const list = new BlockList()
  const add = (net: string, bits: number): void => list.addSubnet(net, bits, 'ipv6')
  for (const subnet of ipv4) {
    const [net, bits] = parts(subnet)
    list.addSubnet(net, bits, 'ipv4')
    // Compatible (RFC 4291 §2.5.5.1), translated (RFC 6052 §2.1). The list knows the mapped ones.
    for (const prefix of ['::', '64:ff9b::']) add(prefix + net, 96 + bits)
    // 6to4 (RFC 3056 §2).
    const [a = 0, b = 0, c = 0, d = 0] = net.split('.').map(Number)
    add(`2002:${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}::`, 16 + bits)
  }
  for (const subnet of ipv6) add(...parts(subnet))
  return list
}

function parts(subnet: string): [net: string, bits: number] {
  const [net = '', bits] = subnet.split('/')
  return [net, Number(bits)]
}
