import type { NotableKind } from '../notable.js'
import type { NewUse } from '../use.js'
import { isBurst, type Burst } from './burst.js'
import type { Chain } from './chains.js'
import { candidate, type Candidate, type Fresh } from './known.js'
import { NOTABLE_REASONS } from './notable-reasons.js'

/** What of a use may be new for its subject. */
export function candidatesOf(chain: number, use: NewUse): readonly Candidate[] {
  const { client, approval, network, decision } = use
  const candidates: Candidate[] = []
  if (client !== null) candidates.push(candidate(chain, 'client', client))
  if (approval !== null) candidates.push(candidate(chain, 'approval', approval))
  // Whoever is refused may be anybody, anywhere.
  if (network !== null && decision === 'accepted') {
    candidates.push(candidate(chain, 'network', network))
  }
  return candidates
}

/** Tells of the uses of one batch, in order, in what ways they are notable. */
export class Notables {
  readonly #candidates: readonly (readonly Candidate[])[]
  readonly #fresh: Fresh
  readonly #burst: Burst | undefined
  readonly #now: number
  /** Chains whose first network came in this batch. */
  readonly #located = new Set<number>()

  /** `candidates`: of each use. */
  constructor(
    candidates: readonly (readonly Candidate[])[],
    fresh: Fresh,
    burst: Burst | undefined,
    now: number,
  ) {
    this.#candidates = candidates
    this.#fresh = fresh
    this.#burst = burst
    this.#now = now
  }

  of(chain: Chain, use: NewUse, index: number): readonly NotableKind[] {
    const kinds = this.#novelties(index)
    const told = use.reason === null ? undefined : NOTABLE_REASONS[use.reason]
    if (told) kinds.push(told)
    if (this.#burst && isBurst(chain, use.at, this.#now, this.#burst)) kinds.push('burst')
    return kinds
  }

  #novelties(index: number): NotableKind[] {
    if (this.#fresh.size === 0) return []
    const fresh = (this.#candidates[index] ?? []).filter(({ key }) => this.#fresh.has(key))
    const kinds: NotableKind[] = []
    if (fresh.some(({ kind }) => kind !== 'network')) kinds.push('first-use')
    if (fresh.some((one) => this.#isNewNetwork(one))) kinds.push('new-network')
    for (const { key } of fresh) this.#fresh.delete(key)
    return kinds
  }

  #isNewNetwork({ kind, key, chain }: Candidate): boolean {
    if (kind !== 'network') return false
    const hadNetwork = this.#fresh.get(key)?.hadNetwork === true || this.#located.has(chain)
    this.#located.add(chain)
    return hadNetwork
  }
}
