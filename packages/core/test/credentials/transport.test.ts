import { describe, expect, it } from 'vitest'
import { isProtectedTransport } from '../../src/credentials/transport.js'
import { tokenRequest } from '../support/token-request.js'

const from = (remoteAddress: string | undefined, secure = false): boolean =>
  isProtectedTransport(tokenRequest({ secure, remoteAddress }), 'tls')

describe('isProtectedTransport', () => {
  it.each(['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1', '::FFFF:127.0.0.1'])(
    'takes %s for this machine',
    (address) => {
      expect(from(address)).toBe(true)
    },
  )

  it.each([undefined, '', '10.0.0.1', '128.0.0.1', '127.0.0.1.example', 'localhost', '::', '::2'])(
    'does not take %s for this machine',
    (address) => {
      expect(from(address)).toBe(false)
    },
  )

  it.each(['127.0.0.1, 10.0.0.1', '10.0.0.1, 127.0.0.1', '127.0.0.1\n', 'x127.0.0.1'])(
    'does not read %j leniently',
    (address) => {
      expect(from(address)).toBe(false)
    },
  )

  it('takes TLS from anywhere', () => {
    expect(from('10.0.0.1', true)).toBe(true)
    expect(from(undefined, true)).toBe(true)
  })

  it('takes anything where it was told to', () => {
    expect(isProtectedTransport(tokenRequest({ secure: false }), 'any')).toBe(true)
  })
})
