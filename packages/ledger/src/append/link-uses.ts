import type { NotableKind } from '../notable.js'
import type { Heads } from '../proof/heads.js'
import { linkHash } from '../proof/link.js'
import { useText, type UseRow } from '../proof/use-text.js'
import type { NewUse } from '../use.js'
import type { Chain } from './chains.js'
import type { Notables } from './notables.js'

/** A use that has got its place. */
export interface Linked {
  readonly chain: Chain
  readonly row: LinkedRow
  readonly notable: readonly NotableKind[]
}

/** Member by member what is written. */
interface LinkedRow extends UseRow {
  readonly chain: number
  /** Hexadecimal. */
  hash: string
}

export interface Link {
  readonly heads: Heads
  readonly notables: Notables
  readonly secret: Uint8Array | undefined
  readonly now: number
}

/** Gives each use its place in the record and in its chain, which moves on with it. */
export function linkUses(
  uses: readonly NewUse[],
  chains: readonly Chain[],
  { heads, notables, secret, now }: Link,
): readonly Linked[] {
  return uses.map((use, index) => {
    const chain = chains[index] as Chain
    const notable = notables.of(chain, use, index)
    const row = placed(use, chain, heads.position + index + 1, now, notable)
    const hash = linkHash(secret, chain.hash, useText(chain, row))
    row.hash = hash.toString('hex')
    chain.sequence = row.sequence
    chain.recorded = row.recorded
    chain.hash = hash
    return { chain, row, notable }
  })
}

// Each member by its name: a copy by `...` takes as long as the hash.
function placed(
  use: NewUse,
  chain: Chain,
  position: number,
  now: number,
  notable: readonly NotableKind[],
): LinkedRow {
  return {
    position,
    chain: chain.chain,
    sequence: chain.sequence + 1,
    // Never back: retention removes what is older than a moment, and that has to be the beginning.
    recorded: Math.max(now, chain.recorded ?? now),
    previous: chain.recorded,
    at: Math.floor(use.at),
    client: use.client,
    token: use.token,
    grant: use.grant,
    approval: use.approval,
    service: use.service,
    method: use.method,
    route: use.route,
    status: use.status,
    decision: use.decision,
    reason: use.reason,
    scheme: use.scheme,
    binding: use.binding,
    network: use.network,
    agent: use.agent,
    tlsProtocol: use.tlsProtocol,
    tlsCipher: use.tlsCipher,
    notable: notable.length > 0 ? notable.join(',') : null,
    hash: '',
  }
}
