import assert from 'node:assert/strict'
import type { ContractRunner } from './adapter-contract.js'
import type {
  RevocationListContractOptions,
  RevocationListWorld,
} from './revocation-list-contract.js'
import { answerOf, isDone, newToken, reaches, revoke } from './revocation-list-subject.js'

const MANY = 2_000

/** How long withdrawals are remembered, and who is told of them. */
export function revocationMemoryCases(
  { it }: Pick<ContractRunner, 'it'>,
  worldOf: () => RevocationListWorld,
  { margin = 0 }: RevocationListContractOptions,
): void {
  it('remembers a withdrawal until the tokens end, and forgets it then', async () => {
    const { list } = worldOf()
    const token = newToken(worldOf())
    const { issuer, tokenId, subject, expiresAt } = token
    const other = newToken(worldOf())
    await revoke(list, { issuer, tokenId, expiresAt })
    await revoke(list, { issuer, subject, expiresAt })
    await revoke(list, { issuer, tokenId: other.tokenId, expiresAt: expiresAt + 100 + margin })
    await worldOf().pass(299)
    assert.equal(await answerOf(list, token), true)
    await worldOf().pass(2 + margin)
    // What it says of itself now, it never said: the list has to forget, so that it does not grow for ever.
    assert.equal(await answerOf(list, token), false)
    assert.equal(await answerOf(list, other), true)
  })

  it('remembers one that says no end for as long as a token may live', async () => {
    const { list } = worldOf()
    const { maxTokenLifetime } = list
    if (maxTokenLifetime === undefined) return
    const issuedAt = Math.floor(worldOf().now())
    const token = newToken(worldOf(), { issuedAt, expiresAt: issuedAt + maxTokenLifetime })
    const { issuer, tokenId, subject } = token
    const other = newToken(worldOf(), { issuedAt, expiresAt: token.expiresAt })
    await revoke(list, { issuer, tokenId })
    // One from long ago says nothing of tokens that do not tell when they were issued.
    await revoke(list, { issuer, subject: other.subject, before: 1 })
    await worldOf().pass(maxTokenLifetime - 1)
    assert.equal(await answerOf(list, { ...token, subject: undefined }), true)
    assert.equal(await answerOf(list, { ...other, issuedAt: undefined }), true)
    await revoke(list, { issuer, subject })
    await worldOf().pass(2 * (1 + margin))
    assert.equal(await answerOf(list, { ...token, subject: undefined }), false)
    assert.equal(await answerOf(list, { ...token, tokenId: undefined }), true)
  })

  it('never lets a later withdrawal make an earlier one smaller', async () => {
    const { list } = worldOf()
    const token = newToken(worldOf())
    const { issuer, tokenId, subject, clientId, issuedAt: now = 0 } = token
    const [soon, late] = [now + 1, now + 400 + margin]
    await revoke(list, { issuer, tokenId, expiresAt: late })
    await revoke(list, { issuer, tokenId, expiresAt: soon })
    await revoke(list, { issuer, tokenId, expiresAt: now - 100_000 })
    // Smaller in one way, and larger in the other.
    await revoke(list, { issuer, subject, before: now - 1, expiresAt: late })
    assert.equal(await answerOf(list, { ...token, tokenId: undefined }), false)
    await revoke(list, { issuer, subject, before: now, expiresAt: soon })
    await revoke(list, { issuer, clientId, before: now, expiresAt: soon })
    await revoke(list, { issuer, clientId, before: now - 100, expiresAt: late })
    await worldOf().pass(60 + margin)
    for (const name of ['tokenId', 'subject', 'clientId'] as const) {
      const others = { tokenId: undefined, subject: undefined, clientId: undefined }
      assert.equal(await answerOf(list, { ...token, ...others, [name]: token[name] }), true, name)
    }
  })

  it('tells another list with the same memory', async () => {
    const { list, another = list } = worldOf()
    for (const [teller, told] of [
      [list, another],
      [another, list],
    ] as const) {
      const token = newToken(worldOf())
      assert.equal(await answerOf(told, token), false)
      await revoke(teller, { issuer: token.issuer, grantId: token.grantId })
      // At once where it was told.
      assert.equal(await answerOf(teller, token), true)
      await reaches(told, token)
    }
  })

  it('keeps the latest of many moments, whoever is told of them, and in whatever order', async () => {
    const { list, another = list } = worldOf()
    const token = newToken(worldOf())
    const { issuer, subject } = token
    const last = Math.floor(worldOf().now())
    const moments = Array.from({ length: 200 }, (_, at) => last - ((at * 83) % 200))
    await Promise.all(
      moments.map((before, at) => revoke(at % 2 ? list : another, { issuer, subject, before })),
    )
    for (const one of [list, another]) {
      await reaches(one, { ...token, issuedAt: last })
      assert.equal(await answerOf(one, { ...token, issuedAt: last + 1 }), false)
    }
  })

  it('tells thousands of tokens apart, of which half are withdrawn, many at a time', async () => {
    const { list, another = list } = worldOf()
    const tokens = Array.from({ length: MANY }, () => newToken(worldOf()))
    const withdrawn = tokens.filter((_, at) => at % 2)
    await Promise.all(
      withdrawn.map(({ issuer, tokenId }, at) =>
        revoke(at % 4 > 1 ? list : another, { issuer, tokenId }),
      ),
    )
    for (const one of [list, another]) {
      await Promise.all(withdrawn.map((token) => reaches(one, token)))
      const answers = await Promise.all(tokens.map((token) => answerOf(one, token)))
      assert.deepEqual(
        answers,
        tokens.map((_, at) => at % 2 === 1),
      )
    }
  })

  it('takes the same withdrawal as often as it comes', async () => {
    const { list } = worldOf()
    const token = newToken(worldOf())
    const { issuer, sessionId } = token
    const again = async (): Promise<void> => revoke(list, { issuer, sessionId })
    assert.ok(await isDone(() => Promise.all(Array.from({ length: 20 }, again))))
    assert.equal(await answerOf(list, token), true)
  })
}
