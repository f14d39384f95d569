import { type Queryable, unquoted } from '@countersign/database'
import type { LedgerContext } from '../context.js'
import { ensurePartition, partitionStart } from '../database/partitions.js'
import type { NotableMessage } from '../notable.js'
import { useOf } from '../recorded-use.js'
import type { Batch } from '../use.js'
import type { Burst } from './burst.js'
import { chainsOf, type Chain } from './chains.js'
import { dayOf, Known, learn, type Candidate } from './known.js'
import { linkUses, type Linked } from './link-uses.js'
import { lockForBatch } from './lock.js'
import { candidatesOf, Notables } from './notables.js'
import { Signing } from './signing.js'
import { writeBatch } from './write-batch.js'

export interface AppenderSettings {
  /** The first is for new uses; none: whoever can write to the database can make up a chain. */
  readonly secrets: readonly Uint8Array[]
  readonly burst: Burst | undefined
}

export interface Appended {
  /** The batch had been written before, and nothing was written now. */
  readonly isRepeated: boolean
  /** Uses that were written now. */
  readonly uses: number
  /** To be told of, now that they are committed. */
  readonly notable: readonly NotableMessage[]
}

interface Outcome {
  readonly linked: readonly Linked[]
  /** What is in table `known` once this is committed. */
  readonly known: readonly string[]
  /** Starts of partitions that are there once this is committed. */
  readonly made: readonly number[]
}

/** Adds to the record: one batch a transaction, one writer at a time among all processes. */
export class Appender {
  readonly #context: LedgerContext
  readonly #settings: AppenderSettings
  readonly #signing: Signing
  readonly #channel: string
  readonly #known = new Known()
  /** Starts of partitions that are there. */
  readonly #made = new Set<number>()

  constructor(context: LedgerContext, settings: AppenderSettings) {
    this.#context = context
    this.#settings = settings
    this.#signing = new Signing(context.schema, settings.secrets)
    this.#channel = unquoted(context.schema)
  }

  /**
   * Writes a batch, all or nothing, and never twice. Rejects where it is not known to be written: then it may
   * be tried again, by any process.
   */
  async append(batch: Batch): Promise<Appended> {
    const outcome = await this.#committed(batch)
    if (!outcome) return { isRepeated: true, uses: 0, notable: [] }
    const { linked, known, made } = outcome
    this.#known.add(known)
    for (const start of made) this.#made.add(start)
    const notable = linked.flatMap(messagesOf)
    return { isRepeated: false, uses: linked.length, notable }
  }

  async #committed(batch: Batch): Promise<Outcome | undefined> {
    try {
      return await this.#context.database.transaction(async (tx) => this.#write(tx, batch))
    } catch (error) {
      // One of them may be gone: somebody else removes old ones.
      this.#made.clear()
      throw error
    }
  }

  async #write(tx: Queryable, { id, uses, counts }: Batch): Promise<Outcome | undefined> {
    const { schema, clock } = this.#context
    const locked = await lockForBatch(tx, schema, id, Math.floor(clock()))
    if (!locked) return undefined
    // Only now: waiting for the others may have taken a while.
    const now = Math.floor(clock())
    const heads = await this.#signing.begin(tx, locked, now)
    const chains = await chainsOf(tx, schema, uses, heads.chain)
    const candidates = uses.map((use, index) => candidatesOf((chains[index] as Chain).chain, use))
    const day = dayOf(now)
    this.#known.onDay(day, heads.action)
    const unsure = this.#unsure(candidates)
    const fresh = await learn(tx, schema, unsure, day)
    const notables = new Notables(candidates, fresh, this.#settings.burst, now)
    const secret = this.#settings.secrets[0]
    const linked = linkUses(uses, chains, { heads, notables, secret, now })
    const made = await this.#makeRoom(tx, linked)
    await writeBatch(tx, schema, {
      linked,
      counts,
      heads: {
        ...heads,
        position: heads.position + linked.length,
        chain: chains.reduce((last, { chain }) => Math.max(last, chain), heads.chain),
      },
      channel: this.#channel,
    })
    return { linked, known: unsure.map(({ key }) => key), made }
  }

  /** What may be new, each once. */
  #unsure(candidates: readonly (readonly Candidate[])[]): readonly Candidate[] {
    const unsure = new Map<string, Candidate>()
    for (const one of candidates.flat()) {
      if (!this.#known.has(one.key)) unsure.set(one.key, one)
    }
    return [...unsure.values()]
  }

  async #makeRoom(tx: Queryable, linked: readonly Linked[]): Promise<readonly number[]> {
    const starts = new Set(linked.map(({ row }) => partitionStart(row.recorded)))
    const missing = [...starts].filter((start) => !this.#made.has(start))
    for (const start of missing) await ensurePartition(tx, this.#context.schema, start)
    return missing
  }
}

function messagesOf({ chain, row, notable }: Linked): readonly NotableMessage[] {
  const { issuer, subject } = chain
  return notable.map((kind) => ({ kind, use: useOf({ ...row, issuer, subject }) }))
}
