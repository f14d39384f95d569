import { isIP } from 'node:net'

/** The coarse network of an address: 24 bits of an IPv4, 48 of an IPv6 one; `undefined`: it is no address. */
export function networkOf(address: string | undefined): string | undefined {
  if (address === undefined) return undefined
  const [bare = ''] = address.split('%', 1)
  // A server that listens on both sees IPv4 like this.
  const [, mapped = bare] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare) ?? []
  switch (isIP(mapped)) {
    case 4:
      return `${mapped.split('.').slice(0, 3).join('.')}.0/24`
    case 6:
      return `${compressed(groupsOf(mapped).slice(0, 3))}/48`
    default:
      return undefined
  }
}

/** As URLs have it: lower case, no zeros in front, at most one gap, and no dots. */
function groupsOf(address: string): readonly string[] {
  const plain = new URL(`http://[${address}]`).hostname.slice(1, -1)
  const [head = '', tail] = plain.split('::')
  const front = head === '' ? [] : head.split(':')
  const back = tail === undefined || tail === '' ? [] : tail.split(':')
  return [...front, ...Array<string>(8 - front.length - back.length).fill('0'), ...back]
}

function compressed(groups: readonly string[]): string {
  return new URL(`http://[${groups.join(':')}:0:0:0:0:0]`).hostname.slice(1, -1)
}
