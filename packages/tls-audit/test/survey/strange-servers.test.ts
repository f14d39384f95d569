import { createServer } from 'node:tls'
import { describe, expect, it } from 'vitest'
import { cipherSuite } from '../../src/hello/cipher-suites.js'
import { vector } from '../../src/hello/write-bytes.js'
import { rsaCertificate } from './certificates.js'
import {
  alert,
  ellipticKey,
  fakeServer,
  message,
  record,
  serverHello,
  type ReadHello,
} from './fake-tls-server.js'
import { listen, openPlain, survey } from './surveying.js'

const ECDHE = 0xc02f
const RSA = 0x009c
const QUICK = { timeout: 0.5, connections: 5 }

/** A key for each connection. */
let count = 0
function newKey(): Buffer {
  count += 1
  const key = Buffer.alloc(32, 5)
  key.writeUInt32BE(count)
  return key
}

function chosen(suite: number, key: Buffer, version = 0x0303): Buffer {
  const hello = serverHello({ suite, version })
  return suite === ECDHE ? record(22, hello, ellipticKey(key)) : record(22, hello)
}

function isForwardSecret({ suites }: ReadHello): boolean {
  return suites.some((id) => cipherSuite(id)?.forwardSecret === true)
}

/** A server of TLS 1.2 alone that chooses the first of its suites that is offered. */
async function serverWith(suites: readonly number[], key: () => Buffer = newKey): Promise<number> {
  return fakeServer((hello) => {
    if (hello.version !== 0x0303) return alert(70)
    const suite = suites.find((id) => hello.suites.includes(id))
    return suite === undefined ? alert(40) : chosen(suite, key())
  })
}

describe('a server that', () => {
  it('makes its keys anew, is seen to', async () => {
    const found = await survey(await serverWith([ECDHE]), QUICK, { samples: 5 })
    expect(found.ephemeralKeys.reused).toBe(false)
    expect(found.ephemeralKeys.samples).toBeGreaterThanOrEqual(5)
    expect(found.of('TLSv1.2')).toMatchObject({
      forwardSecret: 'accepted',
      notForwardSecret: 'refused',
      complete: true,
    })
  })

  it('uses its key again, is caught', async () => {
    const key = newKey()
    const found = await survey(await serverWith([ECDHE], () => key), QUICK)
    expect(found.ephemeralKeys.reused).toBe(true)
  })

  it('uses one of four keys again, is caught', async () => {
    const keys = [newKey(), newKey(), newKey()]
    let turn = 0
    const next = (): Buffer => keys[(turn += 1) % keys.length] ?? newKey()
    const found = await survey(await serverWith([ECDHE], next), QUICK, { samples: 4 })
    expect(found.ephemeralKeys.reused).toBe(true)
  })

  it('goes on with TLS 1.0 whatever it is asked for, refuses what is newer', async () => {
    const port = await fakeServer((hello) => {
      if (!hello.suites.includes(RSA) || hello.version < 0x0301) return alert(40)
      return chosen(RSA, newKey(), 0x0301)
    })
    const found = await survey(port, QUICK)
    expect(found.of('TLSv1')).toMatchObject({
      forwardSecret: 'refused',
      notForwardSecret: 'accepted',
    })
    for (const version of ['TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const) {
      expect(found.of(version)).toMatchObject({
        forwardSecret: 'refused',
        notForwardSecret: 'refused',
        suites: [],
      })
    }
  })

  it('falls back to TLS 1.0, and refuses it by itself, speaks it', async () => {
    const port = await fakeServer((hello) => {
      if (hello.version !== 0x0303) return alert(70)
      if (hello.suites.includes(ECDHE)) return chosen(ECDHE, newKey())
      return hello.suites.includes(RSA) ? chosen(RSA, newKey(), 0x0301) : alert(40)
    })
    const found = await survey(port, QUICK)
    expect(found.of('TLSv1.2').notForwardSecret).toBe('refused')
    expect(found.of('TLSv1')).toMatchObject({ notForwardSecret: 'accepted', complete: false })
    expect(found.suites('TLSv1')).toEqual(['TLS_RSA_WITH_AES_128_GCM_SHA256'])
  })

  it('falls back to TLS 1.0 with a suite whose key nobody has seen, is not known to refuse it', async () => {
    const port = await fakeServer((hello) => {
      if (hello.version === 0x0303 && hello.suites.includes(ECDHE)) {
        return chosen(ECDHE, newKey())
      }
      return hello.version === 0x0303 && hello.suites.includes(0xc013)
        ? record(22, serverHello({ suite: 0xc013, version: 0x0301 }))
        : alert(40)
    })
    const found = await survey(port, QUICK)
    expect(found.of('TLSv1')).toMatchObject({
      forwardSecret: 'inconclusive',
      notForwardSecret: 'inconclusive',
      reason: 'It was chosen in answer to a newer version, and not when it was asked for.',
    })
  })

  it('breaks off before two of its keys were seen, is not said to make them anew', async () => {
    const seen = new Set<number>()
    const port = await fakeServer((hello, socket) => {
      if (hello.version !== 0x0303) return alert(70)
      if (!hello.suites.includes(ECDHE)) return alert(40)
      if (seen.size === 0) {
        seen.add(1)
        return chosen(ECDHE, Buffer.alloc(32, 9))
      }
      socket.resetAndDestroy()
      return undefined
    })
    const found = await survey(port, QUICK)
    expect(found.of('TLSv1.2')).toMatchObject({ forwardSecret: 'accepted', complete: true })
    expect(found.ephemeralKeys).toEqual({ samples: 1, reused: undefined })
  })

  it('resets the connection where there is no forward secrecy, has not refused it', async () => {
    const port = await fakeServer((hello, socket) => {
      if (hello.version === 0x0303 && hello.suites.includes(ECDHE)) return chosen(ECDHE, newKey())
      socket.resetAndDestroy()
      return undefined
    })
    const found = await survey(port, QUICK)
    expect(found.of('TLSv1.2')).toMatchObject({
      forwardSecret: 'accepted',
      notForwardSecret: 'inconclusive',
      complete: false,
      reason: 'The connection was reset before an answer.',
    })
  })

  it('is silent to the control, has not refused the other hello', async () => {
    const port = await fakeServer((hello) => {
      if (hello.version === 0x0302) return isForwardSecret(hello) ? undefined : alert(40)
      if (hello.version !== 0x0303) return alert(70)
      return hello.suites.includes(ECDHE) ? chosen(ECDHE, newKey()) : alert(40)
    })
    const found = await survey(port, QUICK)
    expect(found.of('TLSv1.1')).toMatchObject({
      forwardSecret: 'inconclusive',
      notForwardSecret: 'inconclusive',
      reason: 'The time for an answer ran out.',
    })
    expect(found.of('TLSv1.2').notForwardSecret).toBe('refused')
  })

  it('is silent to hellos without forward secrecy, is not said to have refused the others', async () => {
    const port = await fakeServer((hello) => {
      if (hello.version === 0x0302) return isForwardSecret(hello) ? alert(40) : undefined
      if (hello.version !== 0x0303) return alert(70)
      return hello.suites.includes(ECDHE) ? chosen(ECDHE, newKey()) : alert(40)
    })
    const found = await survey(port, QUICK)
    expect(found.of('TLSv1.1')).toMatchObject({
      forwardSecret: 'inconclusive',
      notForwardSecret: 'inconclusive',
    })
  })

  it('calls it the version where it is the suites, has all of these offered', async () => {
    const late = 0xccad
    const parts = [Buffer.from('hint'), Buffer.alloc(256, 255), Buffer.from([2]), newKey()]
    const key = message(12, ...parts.map((part) => vector(2, part)))
    const port = await fakeServer((hello) => {
      if (hello.version !== 0x0303) return alert(70)
      if (hello.suites.includes(late)) return record(22, serverHello({ suite: late }), key)
      return hello.suites.includes(RSA) ? chosen(RSA, newKey()) : alert(70)
    })
    const found = await survey(port, QUICK)
    expect(found.suites('TLSv1.2')).toEqual([
      'TLS_DHE_PSK_WITH_CHACHA20_POLY1305_SHA256',
      'TLS_RSA_WITH_AES_128_GCM_SHA256',
    ])
  })

  it('reads 127 suites of a hello and no more, has every suite found', async () => {
    const port = await fakeServer((hello) => {
      const read = new Set(hello.suites.slice(0, 127))
      if (hello.version !== 0x0303) return alert(70)
      const suite = [0xc01b, 0x00c5, 0x00a9].find((id) => read.has(id))
      return suite === undefined ? alert(40) : chosen(suite, newKey())
    })
    const found = await survey(port, QUICK)
    expect(new Set(found.of('TLSv1.2').suites.map(({ id }) => id))).toEqual(
      new Set([0xc01b, 0x00c5, 0x00a9]),
    )
  })

  it('refuses whoever offers export suites, is found to take static RSA from others', async () => {
    const port = await fakeServer((hello) => {
      if (hello.version !== 0x0303) return alert(70)
      const isSuspicious = hello.suites.some((id) =>
        /EXPORT|NULL/.test(cipherSuite(id)?.name ?? ''),
      )
      const suite = [ECDHE, RSA].find((id) => hello.suites.includes(id))
      return isSuspicious || suite === undefined ? alert(40) : chosen(suite, newKey())
    })
    const found = await survey(port, QUICK)
    expect(found.suites('TLSv1.2')).toEqual([
      'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
      'TLS_RSA_WITH_AES_128_GCM_SHA256',
    ])
  })

  it('breaks one connection, is asked again', async () => {
    const broken = new Set<number>()
    const port = await fakeServer((hello, socket) => {
      if (hello.suites.includes(ECDHE) && broken.size === 0) {
        broken.add(1)
        socket.resetAndDestroy()
        return undefined
      }
      if (hello.version !== 0x0303) return alert(70)
      return hello.suites.includes(ECDHE) ? chosen(ECDHE, newKey()) : alert(40)
    })
    const found = await survey(port, QUICK)
    expect(broken.size).toBe(1)
    expect(found.of('TLSv1.2')).toMatchObject({ forwardSecret: 'accepted', complete: true })
  })

  it('speaks SSL 3.0, is found out', async () => {
    const port = await fakeServer((hello) => {
      if (hello.version !== 0x0300) return alert(40)
      return hello.suites.includes(0x0005) ? chosen(0x0005, newKey(), 0x0300) : alert(40)
    })
    const found = await survey(port, QUICK)
    expect(found.of('SSLv3')).toMatchObject({
      forwardSecret: 'refused',
      notForwardSecret: 'accepted',
    })
    expect(found.suites('SSLv3')).toEqual(['TLS_RSA_WITH_RC4_128_SHA'])
    expect(found.of('TLSv1.2').notForwardSecret).toBe('refused')
  })
})

describe('a survey that is ended', () => {
  it('by the number of connections, is not complete', async () => {
    const { certificate, privateKey } = await rsaCertificate()
    const port = await listen(createServer({ key: privateKey, cert: certificate }))
    const found = await survey(port, { maxConnections: 14 })
    expect(found.connections).toBe(14)
    expect(found.of('TLSv1.2').complete).toBe(false)
    expect(found.of('TLSv1.2').reason).toBe(
      'No more was asked, as more than 14 connections were needed.',
    )
    expect(found.of('TLSv1.2').notForwardSecret).toBe('inconclusive')
  })

  it('by its signal, is not complete', async () => {
    const { certificate, privateKey } = await rsaCertificate()
    const port = await listen(createServer({ key: privateKey, cert: certificate }))
    const abort = new AbortController()
    let opened = 0
    const found = await survey(
      port,
      { signal: abort.signal },
      {
        async open(route, signal) {
          opened += 1
          if (opened === 20) abort.abort()
          return openPlain(route, signal)
        },
      },
    )
    expect(found.of('TLSv1.2')).toMatchObject({ forwardSecret: 'accepted', complete: false })
    expect(found.of('TLSv1.2').reason).toMatch(/^(?:No more was asked|The time)/)
  })

  it('before it has begun, asks nothing', async () => {
    const found = await survey(1, { signal: AbortSignal.abort() })
    expect(found.connections).toBe(0)
    for (const { forwardSecret, reason } of found.versions) {
      expect(forwardSecret).toBe('inconclusive')
      expect(reason).toBe('No more was asked, as it was ended.')
    }
  })
})
