import { describe, expect, it } from 'vitest'
import type { ClientHello } from '../../src/hello/client-hello.js'
import { uint16, vector } from '../../src/hello/write-bytes.js'
import {
  alert,
  ellipticKey,
  extension,
  message,
  record,
  serverHello,
} from '../survey/fake-tls-server.js'
import { answerTo, fresh, KEY, NEW_VERSION, newHello, old, RETRY } from './answers.js'

describe('an answer from which nothing follows', () => {
  const rsa = { suite: 0x009c }
  const share = Buffer.concat([uint16(0x001d), vector(2, KEY)])
  const ofNew = (parts: Partial<Parameters<typeof serverHello>[0]>): Buffer =>
    record(
      22,
      serverHello({
        suite: 0x1301,
        sessionId: fresh.sessionId,
        extensions: [NEW_VERSION, extension(51, share)],
        ...parts,
      }),
    )
  const chain = message(11, Buffer.alloc(10))
  const cases: Record<string, readonly [ClientHello, Buffer]> = {
    'plain HTTP': [old, Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')],
    'a greeting of another protocol': [old, Buffer.from('220 mail ready\r\n')],
    'one letter': [old, Buffer.from('E')],
    garbage: [old, Buffer.from('80ff00ff', 'hex')],
    'a record of no known version': [old, Buffer.from('1607030004', 'hex')],
    'a record of a length beyond all bounds': [old, Buffer.from('160303ffff', 'hex')],
    'an empty record': [old, record(22)],
    'an empty alert': [old, record(21)],
    'an alert of one byte': [old, record(21, Buffer.from([2]))],
    'an alert of three bytes': [old, record(21, Buffer.from([2, 40, 40]))],
    'ChangeCipherSpec first': [old, record(20, Buffer.from([1]))],
    'application data': [old, record(23, Buffer.from('hello'))],
    'a message of 16 MiB': [old, record(22, Buffer.from('02ffffff', 'hex'))],
    'a certificate first': [old, record(22, chain)],
    'a ClientHello': [old, record(22, message(1, Buffer.alloc(40)))],
    'an empty ServerHello': [old, record(22, message(2))],
    'a ServerHello cut short': [old, record(22, message(2, Buffer.alloc(20, 3)))],
    'a ServerHello with something behind it': [
      old,
      record(22, message(2, serverHello({ ...rsa, extensions: [] }).subarray(4), Buffer.alloc(1))),
    ],
    'a suite that was not offered': [old, record(22, serverHello({ suite: 0x002f }))],
    'a suite that nobody has named': [old, record(22, serverHello({ suite: 0x0a0a }))],
    'a version that was not offered': [old, record(22, serverHello({ ...rsa, version: 0x0304 }))],
    'a version that does not exist': [old, record(22, serverHello({ ...rsa, version: 0x0399 }))],
    'TLS 1.3 to a hello of TLS 1.2': [
      old,
      record(22, serverHello({ ...rsa, extensions: [NEW_VERSION] })),
    ],
    'a compression': [old, record(22, serverHello({ ...rsa, compression: 1 }))],
    'a session id of 33 bytes': [
      old,
      record(22, serverHello({ ...rsa, sessionId: Buffer.alloc(33) })),
    ],
    'an extension that was not offered': [
      old,
      record(22, serverHello({ ...rsa, extensions: [extension(16)] })),
    ],
    'an extension twice': [
      old,
      record(22, serverHello({ ...rsa, extensions: [extension(23), extension(23)] })),
    ],
    'an extension cut short': [
      old,
      record(22, serverHello({ ...rsa, extensions: [Buffer.from('00170005', 'hex')] })),
    ],
    'HelloRetryRequest in TLS 1.2': [old, record(22, serverHello({ ...rsa, random: RETRY }))],
    'no key for forward secrecy': [
      old,
      record(22, serverHello({ suite: 0xc02f }), chain, message(14)),
    ],
    'certificates without end': [
      old,
      record(22, serverHello({ suite: 0xc02f }), chain, chain, chain),
    ],
    'a curve that was not offered': [
      old,
      record(22, serverHello({ suite: 0xc02f }), ellipticKey(KEY, 0x1234)),
    ],
    'a curve without a name': [
      old,
      record(22, serverHello({ suite: 0xc02f }), ellipticKey(KEY, 0x001d, 1)),
    ],
    'a key of the wrong length': [
      old,
      record(22, serverHello({ suite: 0xc02f }), ellipticKey(Buffer.alloc(31))),
    ],
    'a prime of nothing': [
      old,
      record(22, serverHello({ suite: 0x009e }), message(12, vector(2), vector(2), vector(2))),
    ],
    'a key of 1': [
      old,
      record(
        22,
        serverHello({ suite: 0x009e }),
        message(12, vector(2, KEY), vector(2, Buffer.from([2])), vector(2, Buffer.from([0, 1]))),
      ),
    ],
    'another session id in TLS 1.3': [fresh, ofNew({ sessionId: Buffer.alloc(32) })],
    'TLS 1.3 without a key': [fresh, ofNew({ extensions: [NEW_VERSION] })],
    'TLS 1.3 without its extension': [fresh, ofNew({ extensions: [extension(51, share)] })],
    'TLS 1.3 beside a strange version': [fresh, ofNew({ version: 0x0302 })],
    'a key in a group that was not sent': [
      fresh,
      newHello(Buffer.concat([uint16(0x0017), vector(2, KEY)])),
    ],
    'a key of TLS 1.3 of the wrong length': [
      fresh,
      newHello(Buffer.concat([uint16(0x001d), vector(2, Buffer.alloc(33))])),
    ],
    'a wish for the group that was sent': [fresh, newHello(uint16(0x001d), RETRY)],
    'a wish for a group that was not offered': [fresh, newHello(uint16(0x1234), RETRY)],
    'a wish for nothing': [fresh, ofNew({ random: RETRY, extensions: [NEW_VERSION] })],
    'a suite of TLS 1.3 in TLS 1.2': [
      fresh,
      record(22, serverHello({ suite: 0x1301, sessionId: fresh.sessionId })),
    ],
  }

  it.each(Object.entries(cases))('is %s', (_, [hello, bytes]) => {
    const answer = answerTo(hello, bytes)
    expect(answer).toMatchObject({ kind: 'unclear', isBroken: false })
    expect(answer).toHaveProperty('reason', expect.stringMatching(/^[A-Z].*\.$/))
  })

  it('is one warning after another', () => {
    const warnings = Array.from({ length: 100 }, () => alert(112, 1))
    expect(answerTo(old, ...warnings)).toMatchObject({
      kind: 'unclear',
      reason: 'It sent one warning after another.',
    })
  })

  it('is a message that goes on past all bounds, in records that are well-formed', () => {
    const start = record(22, serverHello({ suite: 0xc02f }), Buffer.from('0b019000', 'hex'))
    const piece = record(22, Buffer.alloc(16_384))
    const pieces = Array.from({ length: 20 }, () => piece)
    expect(answerTo(old, start, ...pieces)).toMatchObject({ kind: 'unclear' })
  })

  it('is a flood', () => {
    const pieces = Array.from({ length: 40 }, () => record(22, Buffer.alloc(4096, 11)))
    expect(answerTo(old, Buffer.concat(pieces))).toMatchObject({ kind: 'unclear' })
  })

  it('is a message of bounded length, in so many records that these are too much', () => {
    const start = record(22, serverHello({ suite: 0xc02f }), Buffer.from('0b018fff', 'hex'))
    const pieces = Array.from({ length: 25_000 }, () => record(22, Buffer.alloc(1)))
    expect(answerTo(old, start, Buffer.concat(pieces))).toMatchObject({
      kind: 'unclear',
      reason: 'It sent far too much.',
    })
  })

  it('says nothing of what the server sent', () => {
    const answer = answerTo(old, Buffer.from('HTTP/1.1 400 \u001B[31mzebra'))
    expect(JSON.stringify(answer)).not.toContain('zebra')
  })
})
