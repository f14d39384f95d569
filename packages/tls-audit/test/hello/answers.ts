import { createHash } from 'node:crypto'
import type { Answer } from '../../src/hello/answer.js'
import { createAnswerReader } from '../../src/hello/answer-reader.js'
import { createClientHello, type ClientHello } from '../../src/hello/client-hello.js'
import { createKeyShare } from '../../src/hello/key-share.js'
import { NEW_GROUPS, OLD_GROUPS } from '../../src/hello/named-groups.js'
import { uint16 } from '../../src/hello/write-bytes.js'
import { extension, record, serverHello } from '../survey/fake-tls-server.js'

export const RETRY = createHash('sha256').update('HelloRetryRequest').digest()
export const KEY = Buffer.alloc(32, 9)

export const old = createClientHello({
  version: 'TLSv1.2',
  suites: [0xc02f, 0x009e, 0x009c, 0x0018],
  groups: OLD_GROUPS,
  shares: [],
  serverName: 'localhost',
})
export const fresh = createClientHello({
  version: 'TLSv1.3',
  suites: [0x1301, 0x1302],
  groups: NEW_GROUPS,
  shares: [createKeyShare(0x001d)],
  serverName: 'localhost',
})
export const NEW_VERSION = extension(43, uint16(0x0304))

export function answerTo(hello: ClientHello, ...chunks: readonly Buffer[]): Answer | undefined {
  const reader = createAnswerReader(hello)
  for (const chunk of chunks) {
    const answer = reader.push(chunk)
    if (answer) return answer
  }
  return undefined
}

export const newHello = (group: Buffer, random?: Buffer): Buffer =>
  record(
    22,
    serverHello({
      suite: 0x1301,
      sessionId: fresh.sessionId,
      extensions: [NEW_VERSION, extension(51, group)],
      ...(random && { random }),
    }),
  )
