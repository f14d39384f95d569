import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import type {
  RevocableTokenUnderTest,
  RevocationListUnderTest,
  RevocationListWorld,
  RevocationUnderTest,
} from './revocation-list-contract.js'

export const ISSUER = 'https://id.example'

/** Milliseconds. Twice as long as a verifier waits for a list. */
const LONGEST_ANSWER = 10_000
const LONGEST_RECOVERY = 15_000

/** A token of nobody who was there before: each of its identifiers is new. */
export function newToken(
  world: RevocationListWorld,
  changes: Partial<RevocableTokenUnderTest> = {},
): RevocableTokenUnderTest {
  const id = randomUUID()
  const now = Math.floor(world.now())
  return {
    issuer: ISSUER,
    tokenId: `token ${id}`,
    grantId: `grant ${id}`,
    sessionId: `session ${id}`,
    subject: `subject ${id}`,
    clientId: `client ${id}`,
    issuedAt: now,
    expiresAt: now + 300,
    claims: {},
    ...changes,
  }
}

export async function revoke(
  list: RevocationListUnderTest,
  revocation: RevocationUnderTest | object,
): Promise<void> {
  await list.revoke(revocation as never)
}

/** An answer, or that there was none. */
export async function answerOf(
  list: RevocationListUnderTest,
  token: RevocableTokenUnderTest,
): Promise<boolean | 'rejected'> {
  const answer = await settled(async () => list.isRevoked(token))
  return 'value' in answer ? answer.value : 'rejected'
}

/** Whether something was done, within the time there is for it. */
export async function isDone(work: () => Promise<unknown>): Promise<boolean> {
  return 'value' in (await settled(work))
}

/** Comes back once something is so, without anybody's help. */
export async function recovers(so: () => Promise<boolean>, message: string): Promise<void> {
  const deadline = Date.now() + LONGEST_RECOVERY
  while (!(await so())) {
    assert.ok(Date.now() < deadline, message)
    await setTimeout(10)
  }
}

/** Another list may be told a moment later. */
export async function reaches(
  list: RevocationListUnderTest,
  token: RevocableTokenUnderTest,
): Promise<void> {
  await recovers(
    async () => (await answerOf(list, token)) === true,
    'a withdrawal does not reach another list',
  )
}

async function settled<T>(work: () => Promise<T>): Promise<{ value: T } | { error: unknown }> {
  const timer = new AbortController()
  const tooLate = setTimeout(LONGEST_ANSWER, 'too late' as const, { signal: timer.signal })
  const outcome = (async () => work())().then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  )
  try {
    const first = await Promise.race([outcome, tooLate])
    assert.notEqual(first, 'too late', 'a list neither answers nor rejects')
    return first as Awaited<typeof outcome>
  } finally {
    timer.abort()
    tooLate.catch(() => undefined)
  }
}
