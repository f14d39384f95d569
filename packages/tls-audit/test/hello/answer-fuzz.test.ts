import { connect, type Socket } from 'node:net'
import { createServer } from 'node:tls'
import { once } from 'node:events'
import { createTestCertificate } from '@countersign/testing'
import { describe, expect, it } from 'vitest'
import { createAnswerReader } from '../../src/hello/answer-reader.js'
import { createClientHello, type ClientHello } from '../../src/hello/client-hello.js'
import { createKeyShare } from '../../src/hello/key-share.js'
import { NEW_GROUPS, OLD_GROUPS } from '../../src/hello/named-groups.js'
import { offersIn } from '../../src/survey/offers.js'
import type { TlsVersion } from '../../src/tls-version.js'
import { listen } from '../survey/surveying.js'

const ROUNDS = 4000
const KINDS: readonly unknown[] = ['chosen', 'refused', 'unclear', undefined]

/** Numbers that look random, and are the same each time (mulberry32). */
function randomFrom(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

type Random = ReturnType<typeof randomFrom>

const MUTATIONS: readonly ((bytes: Buffer, random: Random) => Buffer)[] = [
  function turnBit(bytes, random) {
    const at = random(bytes.length)
    bytes.writeUInt8((bytes[at] ?? 0) ^ (1 << random(8)), at)
    return bytes
  },
  function setByte(bytes, random) {
    bytes.writeUInt8([0, 1, 0x7f, 0x80, 0xff][random(5)] ?? 0, random(bytes.length))
    return bytes
  },
  // Where the lengths and types are.
  function setEarlyByte(bytes, random) {
    bytes.writeUInt8(random(256), random(Math.min(bytes.length, 120)))
    return bytes
  },
  function cut(bytes, random) {
    return bytes.subarray(0, 1 + random(bytes.length))
  },
  function leaveOut(bytes, random) {
    const from = random(bytes.length)
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + 1 + random(8))])
  },
  function repeat(bytes, random) {
    const from = random(bytes.length)
    const piece = bytes.subarray(from, from + random(300))
    return Buffer.concat([bytes.subarray(0, from), piece, bytes.subarray(from)])
  },
]

function mutated(bytes: Buffer, random: Random): Buffer {
  let result: Buffer = Buffer.from(bytes)
  for (let times = 1 + random(4); times > 0 && result.length > 0; times -= 1) {
    result = MUTATIONS[random(MUTATIONS.length)]?.(result, random) ?? result
  }
  return result
}

function helloOf(version: TlsVersion): ClientHello {
  const isNew = version === 'TLSv1.3'
  return createClientHello({
    version,
    suites: offersIn(version).forwardSecret.flat(),
    groups: isNew ? NEW_GROUPS : OLD_GROUPS,
    shares: isNew ? [createKeyShare(0x001d)] : [],
    serverName: 'localhost',
  })
}

async function recorded(port: number, hello: ClientHello): Promise<Buffer> {
  const socket: Socket = connect(port, '127.0.0.1')
  socket.write(hello.bytes)
  const reader = createAnswerReader(hello)
  const chunks: Buffer[] = []
  for (;;) {
    const [chunk] = (await once(socket, 'data')) as [Buffer]
    chunks.push(chunk)
    if (reader.push(chunk)) break
  }
  socket.destroy()
  return Buffer.concat(chunks)
}

describe('the answer of a real server, damaged', () => {
  it.each(['TLSv1.2', 'TLSv1.3', 'TLSv1.1'] as const)(
    'to a hello of %s, is an answer or none, and nothing is thrown',
    async (version) => {
      const { certificate, privateKey } = await createTestCertificate()
      const port = await listen(createServer({ key: privateKey, cert: certificate }))
      const hello = helloOf(version)
      const bytes = await recorded(port, hello)
      const seen = new Set<unknown>()
      for (let seed = 0; seed < ROUNDS; seed += 1) {
        const random = randomFrom(seed)
        const damaged = mutated(bytes, random)
        const reader = createAnswerReader(hello)
        const at = random(damaged.length + 1)
        const answer = reader.push(damaged.subarray(0, at)) ?? reader.push(damaged.subarray(at))
        expect(KINDS, `seed ${seed}`).toContain(answer?.kind)
        seen.add(answer?.kind)
      }
      expect(seen).toContain('unclear')
    },
  )
})
