import { createServer, type Socket } from 'node:net'
import { uint16, uint8, vector } from '../../src/hello/write-bytes.js'
import { listen } from './surveying.js'

/** What a fake server reads of a hello. */
export interface ReadHello {
  readonly version: number
  readonly sessionId: Buffer
  readonly suites: readonly number[]
  readonly bytes: Buffer
}

/** Reads the first record of a connection. Only for hellos of our own. */
function readHello(bytes: Buffer): ReadHello {
  const sessionLength = bytes[43] ?? 0
  const at = 44 + sessionLength
  const count = bytes.readUInt16BE(at) / 2
  return {
    version: bytes.readUInt16BE(9),
    sessionId: bytes.subarray(44, at),
    suites: Array.from({ length: count }, (_, index) => bytes.readUInt16BE(at + 2 + index * 2)),
    bytes,
  }
}

export function record(type: number, ...bodies: readonly Buffer[]): Buffer {
  return Buffer.concat([uint8(type), uint16(0x0301), vector(2, ...bodies)])
}

export function message(type: number, ...bodies: readonly Buffer[]): Buffer {
  return Buffer.concat([uint8(type), vector(3, ...bodies)])
}

export function alert(code: number, level = 2): Buffer {
  return record(21, Buffer.from([level, code]))
}

export interface HelloParts {
  readonly version?: number
  readonly suite: number
  readonly random?: Buffer
  readonly sessionId?: Buffer
  readonly compression?: number
  readonly extensions?: readonly Buffer[]
}

/** A ServerHello, without a record around it. */
export function serverHello(parts: HelloParts): Buffer {
  const { version = 0x0303, suite, compression = 0, extensions } = parts
  return message(
    2,
    uint16(version),
    parts.random ?? Buffer.alloc(32, 7),
    vector(1, parts.sessionId ?? Buffer.alloc(0)),
    uint16(suite),
    uint8(compression),
    ...(extensions ? [vector(2, ...extensions)] : []),
  )
}

export function extension(type: number, data: Buffer = Buffer.alloc(0)): Buffer {
  return Buffer.concat([uint16(type), vector(2, data)])
}

/** A ServerKeyExchange of ECDHE on x25519. */
export function ellipticKey(publicValue: Buffer, group = 0x001d, curveType = 3): Buffer {
  return message(12, uint8(curveType), uint16(group), vector(1, publicValue))
}

/** Sends what a function makes of the hello, and goes on with the connection if it gives nothing. */
export async function fakeServer(
  answer: (hello: ReadHello, socket: Socket) => Buffer | undefined,
): Promise<number> {
  return listen(
    createServer((socket) => {
      socket.once('data', (bytes) => {
        const bytesToSend = answer(readHello(bytes), socket)
        if (bytesToSend) socket.write(bytesToSend)
      })
    }),
  )
}
