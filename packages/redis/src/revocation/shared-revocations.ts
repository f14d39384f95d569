import { randomBytes } from 'node:crypto'
import type { RevocationEntry } from '@countersign/core/revocation'
import { inTime } from '../in-time.js'
import { plainError } from '../plain-error.js'
import type { RedisScript, ScriptRunner } from '../script-runner.js'
import { entriesFromText, entriesToText } from './entry-text.js'
import { PAGE, SYNC } from './revocation-scripts.js'

/** A record of the stream: up to there its owner knows everything. */
export interface Position {
  readonly id: string
  /** Made by chance for each record, because a server that lost some may give their ids again. */
  readonly mark: string
}

/** What is new since a position. */
export interface News {
  /** Whether there is no gap: the position was one of this server's. */
  readonly isChained: boolean
  /** Seconds since the memory of the server began. */
  readonly age: number
  readonly entries: readonly RevocationEntry[]
  readonly position: Position
  /** Whether there may be more. */
  readonly hasMore: boolean
  /** Names, as they stand in Redis, that found no room. */
  readonly refused: ReadonlySet<string>
}

/** Where a page ends, and the next one begins. */
export interface Bookmark {
  readonly expiry: string
  readonly name: string
}

interface Page {
  readonly entries: readonly RevocationEntry[]
  /** `undefined` after the last one. */
  readonly end: Bookmark | undefined
}

export interface SharedRevocationsParts {
  readonly run: ScriptRunner
  readonly prefix: string
  /** Milliseconds. */
  readonly timeout: number
  readonly maxEntries: number
  /** Milliseconds since the epoch. */
  readonly clock: () => number
}

const RECORDS = 64
const ENTRIES_A_PAGE = 1_000

/** What all processes know of withdrawals together, in Redis. */
export class SharedRevocations {
  readonly #parts: SharedRevocationsParts
  readonly #keys: readonly [string, string, string, string]

  constructor(parts: SharedRevocationsParts) {
    this.#parts = parts
    // One slot of a cluster for all.
    const memory = `${parts.prefix}{revocation}`
    this.#keys = [memory, `${memory}:entries`, `${memory}:moments`, `${memory}:stream`]
  }

  /** The stream's key, for whoever waits for news. */
  get stream(): string {
    return this.#keys[3]
  }

  /**
   * Writes, and reads what is new, those included. `isRestoring`: Redis may have lost something, and others have to wait.
   * Rejects with an Error that holds no name.
   */
  async sync(
    position: Position | undefined,
    entries: readonly RevocationEntry[],
    isRestoring: boolean,
  ): Promise<News> {
    const { maxEntries, clock } = this.#parts
    const reply = await this.#ask({
      script: SYNC,
      keys: this.#keys,
      args: [
        position?.id ?? '',
        position?.mark ?? '',
        String(RECORDS),
        String(maxEntries),
        String(Math.floor(clock() / 1000)),
        randomBytes(16).toString('base64url'),
        isRestoring ? '1' : '0',
        entriesToText(entries),
      ],
    })
    return newsFrom(reply)
  }

  /** Reads what is known, from a bookmark on. Rejects likewise. */
  async page(from: Bookmark | undefined): Promise<Page> {
    const [, entries, moments] = this.#keys
    const args = [from?.expiry ?? '', from?.name ?? '', String(ENTRIES_A_PAGE)]
    return pageFrom(await this.#ask({ script: PAGE, keys: [entries, moments], args }))
  }

  async #ask(script: RedisScript): Promise<unknown> {
    const { run, timeout } = this.#parts
    try {
      return await inTime(timeout, run(script))
    } catch (thrown) {
      throw plainError(thrown)
    }
  }
}

function newsFrom(reply: unknown): News {
  const [age, isChained, refused, records, ...rest] = listFrom(reply)
  const known = listFrom(records).map(recordFrom)
  const last = known.at(-1)
  if (typeof age !== 'number' || (isChained !== 0 && isChained !== 1) || !last || rest.length > 0) {
    throw noAnswer()
  }
  return {
    isChained: isChained === 1,
    age,
    entries: known.flatMap(({ entries }) => entries),
    position: { id: last.id, mark: last.mark },
    hasMore: known.length === RECORDS,
    refused: new Set(listFrom(refused).map(textFrom)),
  }
}

function recordFrom(record: unknown): Position & { entries: readonly RevocationEntry[] } {
  const [id, fields] = listFrom(record)
  const [mark, markText, entries, entriesText] = listFrom(fields)
  if (mark !== 'mark' || entries !== 'entries') throw noAnswer()
  return {
    id: textFrom(id),
    mark: textFrom(markText),
    entries: entriesFromText(textFrom(entriesText)),
  }
}

function pageFrom(reply: unknown): Page {
  const parts = listFrom(reply)
  if (parts.length === 0) return { entries: [], end: undefined }
  const [entries, expiry, name] = parts.map(textFrom)
  if (entries === undefined || expiry === undefined || name === undefined) throw noAnswer()
  const found = entriesFromText(entries)
  return { entries: found, end: found.length < ENTRIES_A_PAGE ? undefined : { expiry, name } }
}

function listFrom(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value
  throw noAnswer()
}

function textFrom(value: unknown): string {
  if (typeof value === 'string') return value
  throw noAnswer()
}

function noAnswer(): Error {
  return new Error('Redis gave an answer that is none')
}
