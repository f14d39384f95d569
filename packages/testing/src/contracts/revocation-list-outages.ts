import assert from 'node:assert/strict'
import { setImmediate } from 'node:timers/promises'
import type { ContractRunner } from './adapter-contract.js'
import type {
  RevocableTokenUnderTest,
  RevocationListContractOptions,
  RevocationListUnderTest,
  RevocationListWorld,
  RevocationUnderTest,
} from './revocation-list-contract.js'
import { answerOf, isDone, newToken, reaches, recovers, revoke } from './revocation-list-subject.js'

/** What a list has to do whose memory can go away, or be lost, while the list itself goes on. */
export function revocationOutageCases(
  { it }: Pick<ContractRunner, 'it'>,
  worldOf: () => RevocationListWorld,
  { restart, outage, newcomer }: RevocationListContractOptions,
): void {
  if (restart) {
    it('forgets nothing when its memory is restarted, and goes on by itself', async () => {
      const known = await withdrawSome(worldOf())
      await whileWaiting(restart(), () => refuseAll(worldOf(), known))
      await goesOn(worldOf())
      await refuseAll(worldOf(), known)
      if (newcomer) await knowsAll(newcomer, known)
    })
  }
  if (outage) {
    it('refuses what it knows while its memory is away, and tells of more afterwards', async () => {
      const world = worldOf()
      const known = await withdrawSome(world)
      const meanwhile = newToken(world)
      await outage.stop()
      try {
        const isKept = await isDone(() => revoke(world.list, byGrant(meanwhile)))
        assert.equal(isKept, false, 'a withdrawal was said to be kept that nobody could keep')
        assert.equal(await answerOf(world.list, meanwhile), true)
        await refuseAll(world, known)
      } finally {
        await outage.start()
      }
      await goesOn(world)
      await refuseAll(world, known)
      // It was never kept, and has not been forgotten all the same.
      for (const list of listsOf(world)) await reaches(list, meanwhile)
      if (newcomer) await knowsAll(newcomer, [...known, meanwhile])
    })
  }
}

const byGrant = ({ issuer, grantId = '' }: RevocableTokenUnderTest): RevocationUnderTest => ({
  issuer,
  grantId,
})

function listsOf({ list, another }: RevocationListWorld): readonly RevocationListUnderTest[] {
  return another ? [list, another] : [list]
}

/** By either list, and by each kind of withdrawal. Comes back once both know. */
async function withdrawSome(
  world: RevocationListWorld,
): Promise<readonly RevocableTokenUnderTest[]> {
  await goesOn(world)
  const tokens: RevocableTokenUnderTest[] = []
  for (const list of listsOf(world)) {
    for (const of of ['tokenId', 'grantId', 'sessionId', 'subject', 'clientId'] as const) {
      const token = newToken(world)
      await revoke(list, { issuer: token.issuer, [of]: token[of] })
      tokens.push(token)
    }
  }
  for (const list of listsOf(world)) {
    for (const token of tokens) await reaches(list, token)
  }
  return tokens
}

async function refuseAll(
  world: RevocationListWorld,
  tokens: readonly RevocableTokenUnderTest[],
): Promise<void> {
  for (const list of listsOf(world)) {
    const answers = await Promise.all(tokens.map((token) => answerOf(list, token)))
    assert.ok(!answers.includes(false), 'a withdrawn token was let in')
  }
}

/** Both answer, and keep what they are told, after a while and without being helped. */
async function goesOn(world: RevocationListWorld): Promise<void> {
  for (const list of listsOf(world)) {
    await recovers(
      async () => (await answerOf(list, newToken(world))) === false,
      'a list does not answer any more',
    )
    await recovers(
      () => isDone(() => revoke(list, byGrant(newToken(world)))),
      'a list keeps nothing any more',
    )
  }
}

async function knowsAll(
  newcomer: NonNullable<RevocationListContractOptions['newcomer']>,
  tokens: readonly RevocableTokenUnderTest[],
): Promise<void> {
  const begun = await newcomer()
  try {
    await Promise.all(tokens.map((token) => reaches(begun.list, token)))
  } finally {
    await begun.close()
  }
}

/** Does something again and again until something else is done. */
async function whileWaiting(done: Promise<void>, again: () => Promise<void>): Promise<void> {
  const end = new AbortController()
  const repeat = async (): Promise<void> => {
    while (!end.signal.aborted) {
      await again()
      await setImmediate()
    }
  }
  await Promise.all([done.finally(() => end.abort()), repeat()])
}
