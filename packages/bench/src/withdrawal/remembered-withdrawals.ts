import { randomUUID } from 'node:crypto'
import { memoryRevocationList } from '@countersign/core'
import { ISSUER } from '../access-tokens.js'
import { answer } from '../memory/answer.js'
import { sizeInUse } from '../memory/size-in-use.js'
import { received } from '../received.js'

// A program of its own: remembers that so many tokens were withdrawn.

export interface RememberedWithdrawalsOrder {
  readonly list: 'ours' | 'Map'
  readonly withdrawals: number
}

/** Takes the identifier of a token, and the second in which it ends. */
type Withdraw = (tokenId: string, expiresAt: number) => unknown

const LISTS: Readonly<Record<RememberedWithdrawalsOrder['list'], (entries: number) => Withdraw>> = {
  ours(maxEntries) {
    const list = memoryRevocationList({ maxEntries })
    return (tokenId, expiresAt) => list.revoke({ issuer: ISSUER, tokenId, expiresAt })
  },
  Map() {
    const map = new Map<string, number>()
    return (tokenId, expiresAt) => map.set(tokenId, expiresAt)
  },
}

await answer(async (order): Promise<number> => {
  const { list, withdrawals } = order as RememberedWithdrawalsOrder
  const expiresAt = Math.floor(Date.now() / 1000) + 3600
  LISTS[list](1)(randomUUID(), expiresAt)
  const before = await sizeInUse()
  const withdraw = LISTS[list](withdrawals)
  for (let at = 0; at < withdrawals; at += 1) withdraw(received(randomUUID()), expiresAt)
  const bytes = (await sizeInUse()) - before
  // Whoever holds on to it here cannot have it collected before.
  if (typeof withdraw !== 'function') throw new TypeError('there is a list')
  return bytes
})
