import type { Socket } from 'node:net'
import { describe, expect, it, vi } from 'vitest'
import type { TokenRequest } from '../src/index.js'
import { usageClient } from '../src/usage-client.js'
import { tokenRequest } from './support/token-request.js'

const CIPHER = 'TLS_AES_128_GCM_SHA256'

/** A socket that counts how often it is asked. */
function tlsSocket(changes: object = {}): Socket & { getCipher: () => unknown } {
  return {
    getProtocol: () => 'TLSv1.3',
    getCipher: vi.fn<() => unknown>(() => ({ standardName: CIPHER })),
    ...changes,
  } as never
}

const over = (socket: unknown): TokenRequest => tokenRequest({ socket: socket as Socket })
const by = (userAgent: unknown): TokenRequest =>
  tokenRequest({ headers: { 'user-agent': userAgent as string } })

describe('the connection of a client', () => {
  it('is asked once, however many requests it serves', () => {
    const socket = tlsSocket()
    const all = [1, 2, 3].map(() => usageClient(over(socket)).tls)
    expect(all[0]).toEqual({ protocol: 'TLSv1.3', cipher: CIPHER })
    expect(new Set(all).size).toBe(1)
    expect(socket.getCipher).toHaveBeenCalledOnce()
  })

  it('is asked once behind the stand-ins that HTTP/2 has for it', () => {
    const socket = tlsSocket()
    for (let stream = 0; stream < 3; stream++) {
      const standIn = new Proxy(socket, {})
      expect(usageClient(over(standIn)).tls?.protocol).toBe('TLSv1.3')
    }
    expect(socket.getCipher).toHaveBeenCalledOnce()
  })

  it.each([
    ['there is none', undefined],
    ['it is plain', {}],
    ['it is closed', tlsSocket({ getProtocol: () => null, getCipher: () => undefined })],
    ['its cipher has no name', tlsSocket({ getCipher: () => ({}) })],
    [
      'it may not be touched',
      new Proxy(
        {},
        {
          get: () => {
            throw new Error('no')
          },
        },
      ),
    ],
  ])('is not told where %s', (_name, socket) => {
    expect(usageClient(over(socket)).tls).toBeUndefined()
  })

  it('is told though it cannot be kept with the socket', () => {
    const { tls } = usageClient(over(Object.freeze(tlsSocket())))
    expect(tls).toEqual({ protocol: 'TLSv1.3', cipher: CIPHER })
  })
})

describe('the user agent of a client', () => {
  it('is told as it came, up to a length', () => {
    expect(usageClient(by('curl/8')).userAgent).toBe('curl/8')
    expect(usageClient(by('é'.repeat(512))).userAgent).toBe('é'.repeat(512))
    expect(usageClient(by(`${'é'.repeat(512)}more`)).userAgent).toBe('é'.repeat(512))
  })

  it.each([[undefined], [['a', 'b']], [5]])('is not told where it is no text: %s', (value) => {
    expect(usageClient(by(value)).userAgent).toBeUndefined()
  })
})

describe('the address of a client', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['2001:db8::7%eth0', '2001:db8::7%eth0'],
    ['', undefined],
    [undefined, undefined],
    ['x'.repeat(65), undefined],
  ])('%s is told as %s', (remoteAddress, expected) => {
    expect(usageClient(tokenRequest({ remoteAddress })).remoteAddress).toBe(expected)
  })
})

describe('a request that cannot be looked into', () => {
  it('has nothing to tell, and disturbs nobody', () => {
    const broken = {
      get headers(): never {
        throw new Error('no headers')
      },
      get remoteAddress(): never {
        throw new Error('no address')
      },
      get socket(): never {
        throw new Error('no socket')
      },
    }
    const nothing = { remoteAddress: undefined, userAgent: undefined, tls: undefined }
    expect(usageClient(broken as unknown as TokenRequest)).toEqual(nothing)
  })
})
