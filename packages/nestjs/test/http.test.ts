import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { tokenRequest } from '../src/http.js'

/** As an Express application answers whether it trusts a proxy. */
const trusting = (answer: boolean): object => ({ app: { get: () => () => answer } })

describe('tokenRequest', () => {
  const request = { originalUrl: '/orders', protocol: 'https', headers: {} }

  it.each([
    [{ method: 'DELETE' }, 'DELETE'],
    [{ method: 'DELETE', originalMethod: 'POST' }, 'POST'],
    [{ method: 'DELETE', originalMethod: 1 }, 'DELETE'],
  ])('has the method of the wire: %j', (methods, method) => {
    const changed = { ...request, ...methods }
    const described = tokenRequest(changed)
    // Whatever overrides it later need not leave the first one behind.
    Object.assign(changed, { method: 'PUT', originalMethod: 'PUT' })
    expect(described.method).toBe(method)
    const ofNode = Object.assign(new IncomingMessage(new Socket()), request, methods)
    expect(tokenRequest(ofNode)).toMatchObject({ method, url: '/orders', rawHeaders: [] })
  })

  const socket = { encrypted: true, remoteAddress: '192.0.2.8' } as unknown as Socket
  const onExpress = { ...request, method: 'GET', protocol: 'http', ip: '192.0.2.7', socket }

  it.each<[where: string, members: object, expected: object]>([
    ['the connection', trusting(false), { secure: true, remoteAddress: '192.0.2.8' }],
    ['a proxy that is trusted', trusting(true), { secure: false, remoteAddress: '192.0.2.7' }],
    ['the request, without an application', {}, { secure: false, remoteAddress: '192.0.2.7' }],
  ])('goes by %s on Express', (_where, members, expected) => {
    const described = tokenRequest({ ...onExpress, ...members, rawHeaders: ['Host', 'a'] })
    expect(described).toMatchObject(expected)
  })

  it('asks nothing but the request on Fastify, whatever it is decorated with', () => {
    const decorated = { ...onExpress, ...trusting(false) }
    expect(tokenRequest(decorated)).toMatchObject({ secure: false, remoteAddress: '192.0.2.7' })
  })

  it('knows a connection without TLS on Express', () => {
    const plain = { remoteAddress: '192.0.2.8' } as Socket
    const described = { ...onExpress, ...trusting(false), socket: plain, protocol: 'https' }
    expect(tokenRequest({ ...described, rawHeaders: ['Host', 'a'] }).secure).toBe(false)
  })
})
