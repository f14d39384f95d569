import { describe, expect, it } from 'vitest'
import { cipherSuite } from '../../src/hello/cipher-suites.js'
import { uint16, vector } from '../../src/hello/write-bytes.js'
import {
  alert,
  ellipticKey,
  extension,
  message,
  record,
  serverHello,
} from '../survey/fake-tls-server.js'
import { answerTo, fresh, KEY, newHello, old, RETRY } from './answers.js'

describe('the answer of a server that chooses', () => {
  it('a suite without forward secrecy, is there with the ServerHello', () => {
    const extensions = [extension(23), extension(35)]
    expect(answerTo(old, record(22, serverHello({ suite: 0x009c, extensions })))).toMatchObject({
      kind: 'chosen',
      suite: { name: 'TLS_RSA_WITH_AES_128_GCM_SHA256' },
      extendedMasterSecret: true,
      sessionTicket: true,
    })
  })

  it('a suite with forward secrecy, is there with the key', () => {
    const hello = record(22, serverHello({ suite: 0xc02f }), message(11, Buffer.alloc(3000)))
    expect(answerTo(old, hello)).toBeUndefined()
    expect(answerTo(old, hello, record(22, ellipticKey(KEY)))).toMatchObject({
      kind: 'chosen',
      group: 0x001d,
      ephemeralKey: { kind: 'ec', publicValue: KEY },
      extendedMasterSecret: false,
    })
  })

  it('a prime, is there with its bits', () => {
    const prime = Buffer.concat([Buffer.from([0, 0, 1]), Buffer.alloc(63, 255)])
    const key = message(12, vector(2, prime), vector(2, Buffer.from([2])), vector(2, KEY))
    const bytes = record(22, serverHello({ suite: 0x009e }), key)
    expect(answerTo(old, bytes)).toMatchObject({
      ephemeralKey: { kind: 'ffdhe', primeBits: 505, publicValue: KEY },
    })
  })

  it('TLS 1.3, is there with its key', () => {
    expect(answerTo(fresh, newHello(Buffer.concat([uint16(0x001d), vector(2, KEY)])))).toEqual({
      kind: 'chosen',
      suite: expect.objectContaining({ name: 'TLS_AES_128_GCM_SHA256' }),
      group: 0x001d,
      ephemeralKey: { kind: 'ec', publicValue: KEY },
    })
  })

  it('another group, is there with its name', () => {
    expect(answerTo(fresh, newHello(uint16(0x11ec), RETRY))).toMatchObject({
      kind: 'chosen',
      group: 0x11ec,
      ephemeralKey: undefined,
    })
  })

  it('is the same, byte by byte and in records of one byte', () => {
    const messages = Buffer.concat([
      serverHello({ suite: 0xc02f }),
      message(11, Buffer.alloc(300)),
      message(22, Buffer.alloc(30)),
      ellipticKey(KEY),
    ])
    const drops = [...messages].map((byte) => record(22, Buffer.from([byte])))
    const bytes = Array.from(Buffer.concat(drops), (byte) => Buffer.from([byte]))
    const whole = answerTo(old, record(22, messages))
    expect(whole).toMatchObject({ kind: 'chosen', group: 0x001d })
    expect(answerTo(old, ...bytes)).toEqual(whole)
  })

  it('is read past a warning', () => {
    const hello = record(22, serverHello({ suite: 0x009c }))
    expect(answerTo(old, alert(112, 1), hello)).toMatchObject({ kind: 'chosen' })
  })
})

describe('the answer of a server that refuses', () => {
  it.each([40, 71])('by alert %i, is a refusal', (code) => {
    expect(answerTo(old, alert(code))).toEqual({ kind: 'refused', isVersion: false })
  })

  it('by alert 70, is a refusal of the version', () => {
    expect(answerTo(old, alert(70))).toEqual({ kind: 'refused', isVersion: true })
  })

  it('by going on with a lower version, is a refusal of this one', () => {
    const hello = record(22, serverHello({ version: 0x0301, suite: 0x009c }))
    const suite = cipherSuite(0x009c)
    expect(answerTo(old, hello)).toEqual({
      kind: 'refused',
      isVersion: true,
      lower: { version: 'TLSv1', suite },
    })
  })

  it.each([0, 10, 20, 22, 42, 47, 50, 80, 86, 109, 110, 112, 115, 116, 120, 255])(
    'by alert %i, is no refusal',
    (code) => {
      expect(answerTo(old, alert(code))).toMatchObject({
        kind: 'unclear',
        reason: expect.stringContaining(`alert ${code}`),
      })
    },
  )

  it.each([40, 70, 71])('by a warning with the code %i, is none', (code) => {
    expect(answerTo(old, alert(code, 1))).toBeUndefined()
    expect(answerTo(old, alert(code, 3))).toMatchObject({ kind: 'unclear' })
  })

  it('after it has chosen, is no refusal', () => {
    const bytes = Buffer.concat([record(22, serverHello({ suite: 0xc02f })), alert(40)])
    expect(answerTo(old, bytes)).toMatchObject({ kind: 'unclear' })
  })
})
