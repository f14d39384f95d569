import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import {
  type OwnProcess,
  ownProcess,
  type RedisServer,
  startRedis,
} from '@countersign/test-servers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const PROGRAM = fileURLToPath(new URL('issuer-process.mjs', import.meta.url))

interface Answer {
  readonly id: number
  readonly outcome: string
  readonly refreshToken?: string
}

let redis: RedisServer
let children: readonly ChildProcess[] = []
let processes: readonly OwnProcess[] = []
const waiting = new Map<number, (answer: Answer) => void>()
let asked = 0

beforeAll(async () => {
  redis = await startRedis()
  // Without the condition that leads to the sources, which these tests run on.
  children = Array.from({ length: 3 }, () => fork(PROGRAM, [String(redis.port)], { execArgv: [] }))
  processes = children.map(ownProcess)
  for (const child of children) {
    const [ready]: unknown[] = await Promise.race([once(child, 'message'), once(child, 'exit')])
    if (ready !== 'ready') throw new Error('an issuer has ended: have the packages been built?')
    child.on('message', (answer: Answer) => waiting.get(answer.id)?.(answer))
  }
})
afterAll(async () => {
  await Promise.all(processes.map((one) => one.kill()))
  await redis?.close()
})

/** Asks one of the processes. */
async function ask(at: number, what: 'grant' | 'refresh', token?: string): Promise<Answer> {
  const id = (asked += 1)
  const answered = new Promise<Answer>((resolve) => {
    waiting.set(id, resolve)
  })
  children[at % children.length]?.send({ id, ask: what, token })
  return answered
}

describe('issuers in three processes', () => {
  it('go on with the refresh tokens of each other', async () => {
    let { refreshToken } = await ask(0, 'grant')
    for (let use = 1; use <= 9; use++) {
      const next = await ask(use, 'refresh', refreshToken)
      expect(next.outcome).toBe('granted')
      ;({ refreshToken } = next)
    }
  })

  it('let one of twenty uses at once through, and revoke the grant, twenty times', async () => {
    for (let round = 0; round < 20; round++) {
      const { refreshToken } = await ask(round, 'grant')
      const answers = await Promise.all(
        Array.from({ length: 20 }, async (_, at) => ask(at, 'refresh', refreshToken)),
      )
      const granted = answers.filter(({ outcome }) => outcome === 'granted')
      expect(granted).toHaveLength(1)
      const refused = answers.filter(({ outcome }) => outcome !== 'granted')
      expect(
        refused.every(({ outcome }) => /^refresh_token_re(?:played|voked)$/.test(outcome)),
      ).toBe(true)
      const next = await ask(round, 'refresh', granted[0]?.refreshToken)
      expect(next.outcome).toBe('refresh_token_revoked')
    }
  })
})
