import { randomBytes, randomInt } from 'node:crypto'
import { SocketAddress } from 'node:net'
import { describe, expect, it } from 'vitest'
import { networkOf, recentNetworks } from '../../src/intake/network.js'

describe('a prefix', () => {
  it.each([
    ['192.0.2.77', '192.0.2.0/24'],
    ['255.255.255.255', '255.255.255.0/24'],
    ['2001:db8:85a3:8d3:1319:8a2e:370:7348', '2001:db8:85a3::/48'],
    ['2001:DB8:0:8d3::1', '2001:db8::/48'],
    ['2001:0:1::', '2001:0:1::/48'],
    ['::1', '::/48'],
    ['::', '::/48'],
    ['0:0:5::', '0:0:5::/48'],
    ['fe80::1%eth0', 'fe80::/48'],
    ['::ffff:192.0.2.77', '192.0.2.0/24'],
    ['::FFFF:C000:24D', '192.0.2.0/24'],
    ['0:0:0:0:0:ffff:192.0.2.77', '192.0.2.0/24'],
    ['64:ff9b::192.0.2.33', '64:ff9b::/48'],
  ])('of %s is %s', (address, network) => {
    expect(networkOf(address, 'prefix')).toBe(network)
  })
})

describe('a full address', () => {
  it.each([
    ['192.0.2.77', '192.0.2.77'],
    ['2001:0DB8:0000:0000:0001:0000:0000:0001', '2001:db8::1:0:0:1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['::ffff:192.0.2.77', '192.0.2.77'],
    ['::ffff:0:192.0.2.77', '::ffff:0:c000:24d'],
    ['64:ff9b::192.0.2.33', '64:ff9b::c000:221'],
    ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0'],
  ])('of %s is %s', (address, network) => {
    expect(networkOf(address, 'full')).toBe(network)
  })

  it('is written as the system writes it', () => {
    for (let round = 0; round < 2_000; round++) {
      const groups = Array.from({ length: 8 }, () =>
        randomInt(3) === 0 ? randomBytes(2).toString('hex') : '0000',
      )
      // Those that end in an IPv4 address the system writes in another way.
      const address = `2${groups.join(':').slice(1)}`
      const system = new SocketAddress({ address, family: 'ipv6' }).address
      expect(networkOf(address, 'full')).toBe(system)
      expect(networkOf(system, 'full')).toBe(system)
    }
  })
})

it.each([
  undefined,
  null,
  7,
  '',
  'localhost',
  '192.0.2',
  '192.0.2.256',
  '192.0.2.077',
  '192.0.2.77:443',
  '[2001:db8::1]',
  ' 192.0.2.77',
  '192.0.2.77, 198.51.100.1',
  '2001:db8::1::2',
  '2001:db8:1:2:3:4:5:6:7',
  'fe80::g',
  '%eth0',
  "192.0.2.1'; DROP TABLE uses",
  '1'.repeat(100_000),
])('%j is no address', (address) => {
  expect(networkOf(address, 'prefix')).toBeNull()
  expect(networkOf(address, 'full')).toBeNull()
})

it('remembers addresses, and tells the same of them', () => {
  const recent = recentNetworks('full')
  const addresses = Array.from({ length: 3_000 }, (_, index) => `2001:db8::${index.toString(16)}`)
  for (const address of [...addresses, ...addresses.toReversed(), 'none', undefined, '192.0.2.7'])
    expect(recent(address)).toBe(networkOf(address, 'full'))
})
