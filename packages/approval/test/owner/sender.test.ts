import type { IncomingMessage } from 'node:http'
import { expect, it } from 'vitest'
import { senderOf } from '../../src/owner/http/sender.js'
import type { Settings } from '../../src/settings.js'

function from(address: string | undefined) {
  const settings = { remoteAddress: () => address } as unknown as Settings
  return senderOf(settings, {} as IncomingMessage)
}

it.each([
  ['192.0.2.77', '192.0.2.0/24'],
  ['::ffff:192.0.2.77', '192.0.2.0/24'],
  ['2001:db8:1:2::3', '2001:db8:1::/48'],
  ['2001:0DB8:0001:0002:0003:0004:0005:0006', '2001:db8:1::/48'],
  ['fe80::1%eth0', 'fe80::/48'],
  ['::1', '::/48'],
  ['', undefined],
  ['unix', undefined],
  ['192.0.2.77, 10.0.0.1', undefined],
  [undefined, undefined],
])('%s is of the network %s', (address, network) => {
  expect(from(address).network).toBe(network)
})

it.each([
  ['192.0.2.77', '::ffff:192.0.2.77', true],
  ['192.0.2.77', '192.0.2.78', false],
  ['2001:db8:1:200::1', '2001:db8:1:2ff:ffff::1', true],
  ['2001:db8:1:200::1', '2001:db8:1:300::1', false],
  ['2001:db8:1::1', '2001:db8:2::1', false],
])('%s and %s are counted together: %s', (one, other, together) => {
  expect(from(one).bucket === from(other).bucket).toBe(together)
  expect(Number(from(one).bucket)).toBeLessThan(16_384)
})
