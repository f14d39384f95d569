import { describe, expect, it } from 'vitest'
import { auditTls } from '../src/audit-tls.js'
import { auditSettings, type AuditOptions } from '../src/audit-options.js'
import type { Endpoint } from '../src/endpoint.js'

describe('the options of an audit', () => {
  it('have defaults', () => {
    expect(auditSettings({})).toStrictEqual({
      deadline: 120,
      timeout: 5,
      concurrency: 4,
      connections: 2,
      pause: 0,
      maxConnections: 400,
      samples: 4,
      everyAddress: true,
    })
  })

  it.each([
    [{ deadline: 0 }, '"deadline" is a number of seconds from 0.1 to 86400'],
    [{ deadline: Number.NaN }, '"deadline" is a number of seconds from 0.1 to 86400'],
    [{ timeout: '5' }, '"timeout" is a number of seconds from 0.1 to 300'],
    [{ concurrency: 1.5 }, '"concurrency" is a whole number from 1 to 64'],
    [{ connections: 17 }, '"connections" is a whole number from 1 to 16'],
    [{ pause: -1 }, '"pause" is a number of seconds from 0 to 60'],
    [{ maxConnections: 0 }, '"maxConnections" is a whole number from 1 to 10000'],
    [{ samples: 1 }, '"samples" is a whole number from 2 to 20'],
    [{ everyAddress: 'no' }, '"everyAddress" is true or false'],
    [{ signal: {} }, '"signal" is an AbortSignal'],
    [{ onProgress: true }, '"onProgress" is a function'],
    [{ dedline: 5 }, '"dedline" is no option of auditTls'],
  ])('are checked: %j', async (options, message) => {
    await expect(auditTls('localhost', options as AuditOptions)).rejects.toThrow(
      new TypeError(message),
    )
  })
})

const ENDPOINT: Endpoint = { host: 'rs.example', port: 443, protocol: 'https', path: '/' }

describe('the targets of an audit', () => {
  it.each([
    [[], 'there is no target'],
    [[7], 'a target is a text or an endpoint'],
    [[null], 'a target is a text or an endpoint'],
    [{ ...ENDPOINT, host: undefined }, '"host" is a name or an address'],
    [{ ...ENDPOINT, host: 'a b' }, '"host" is a name or an address'],
    [{ ...ENDPOINT, port: 0 }, '"port" is a number from 1 to 65535'],
    [{ ...ENDPOINT, protocol: 'http' }, '"protocol" is none that is known'],
    [{ ...ENDPOINT, protocol: 'constructor' }, '"protocol" is none that is known'],
    [{ ...ENDPOINT, protocol: 'postgresql' }, '"protocol" is none that is known'],
    [{ ...ENDPOINT, path: undefined }, '"path" is that of a URL, and begins with /'],
    [
      { ...ENDPOINT, path: '/\r\nHost: other.example' },
      '"path" is that of a URL, and begins with /',
    ],
    [{ ...ENDPOINT, servername: '127.0.0.1' }, '"servername" is a host name'],
    [{ ...ENDPOINT, client: { cert: 'x' } }, '"client" has a "cert" and a "key" in PEM'],
    [{ ...ENDPOINT, ca: [1] }, '"ca" is PEM, or a list of it'],
  ])('are checked: %j', async (target, message) => {
    await expect(auditTls(target as Endpoint)).rejects.toThrow(new TypeError(message))
  })
})
