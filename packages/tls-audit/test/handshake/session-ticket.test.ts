import { describe, expect, it } from 'vitest'
import { readSessionTicket } from '../../src/handshake/session-ticket.js'

function element(tag: number, ...content: readonly Buffer[]): Buffer {
  const whole = Buffer.concat(content)
  const length = whole.length < 128 ? [whole.length] : [0x82, whole.length >> 8, whole.length & 255]
  return Buffer.concat([Buffer.from([tag, ...length]), whole])
}

const integer = (...bytes: readonly number[]): Buffer => element(0x02, Buffer.from(bytes))
const hint = (...bytes: readonly number[]): Buffer => element(0xa9, integer(...bytes))
const ticket = element(0xaa, element(0x04, Buffer.alloc(192, 0x30)))
const session = (...fields: readonly Buffer[]): Buffer => element(0x30, integer(1), ...fields)

describe('the ticket of a session', () => {
  it.each([
    ['7200 s', [0x1c, 0x20], 7200],
    ['two days', [0x02, 0xa3, 0x00], 172_800],
    ['more than a signed number holds', [0x00, 0xff, 0xff, 0xff, 0xff], 2 ** 32 - 1],
    ['no time that is said', [0], undefined],
    ['more than there is', [0x01, 0, 0, 0, 0], undefined],
    ['nonsense', [1, 2, 3, 4, 5, 6, 7, 8], undefined],
    ['nothing', [], undefined],
  ])('is good for %s', (_, bytes, lifetime) => {
    expect(readSessionTicket(session(hint(...bytes), ticket))).toEqual({ lifetime })
  })

  it('is found behind what Node puts in front', () => {
    const prefix = Buffer.from('\0nodejs:tls:session:100:\0')
    const whole = Buffer.concat([prefix, session(hint(0x1c, 0x20), ticket)])
    expect(readSessionTicket(whole)).toEqual({ lifetime: 7200 })
  })

  it('may not say how long it is good for', () => {
    expect(readSessionTicket(session(ticket))).toEqual({ lifetime: undefined })
    const odd = session(element(0xa9, element(0x04, Buffer.from([1]))), ticket)
    expect(readSessionTicket(odd)).toEqual({ lifetime: undefined })
  })

  it('is not there', () => {
    expect(readSessionTicket(session(hint(0x1c, 0x20)))).toBeUndefined()
    expect(readSessionTicket(session())).toBeUndefined()
  })

  it('cannot be read from anything else', () => {
    const whole = session(hint(0x1c, 0x20), ticket)
    const far = Buffer.concat([Buffer.alloc(300), whole])
    const broken = element(0x30, Buffer.from([0x02, 0x05, 1]), ticket.subarray(0, 9))
    for (const bytes of [
      Buffer.alloc(0),
      Buffer.alloc(1000, 0x30),
      whole.subarray(0, -1),
      Buffer.concat([whole, Buffer.from([0])]),
      Buffer.from([0x30, 0x80, 0, 0]),
      Buffer.from([0x30, 0x84, 0, 0, 0, 0]),
      far,
      broken,
    ]) {
      expect(readSessionTicket(bytes)).toBeUndefined()
    }
  })
})
