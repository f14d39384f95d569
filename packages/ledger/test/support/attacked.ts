import type { Database } from '@countersign/database'
import type { Kind } from '@countersign/test-servers/vitest'
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest'
import type { Owner, Problem, Verification } from '../../src/ledger-types.js'
import { verify } from '../../src/proof/verify.js'
import { batchOf, ISSUER, START, TestClock, usesOf, writerOf, type Writer } from './batches.js'
import { openDatabase, SCHEMA } from './databases.js'
import { undoable } from './undone.js'

export const SECRETS: readonly Uint8Array[] = [Buffer.alloc(32, 1)]

const DAY = 24 * 3_600_000

export interface Attacked {
  readonly database: () => Database
  readonly writer: () => Writer
  /** Runs a statement; names of tables stand in it without their schema. */
  readonly sql: (statement: string) => Promise<unknown>
  readonly check: () => Promise<Verification>
  /** What verification says, but for the words. */
  readonly told: () => Promise<readonly Partial<Problem>[]>
}

/**
 * A record that each test of a group may do to what it likes, in a transaction that is taken back.
 *
 * Chain 1: ada, positions 1 to 6. Chain 2: bob, 7 to 9. A day later, chain 3: eve, 10 to 12.
 */
export function attackedOn(kind: Kind): Attacked {
  let whole: Database
  let close: () => Promise<void>
  let database: Database
  let undo: () => Promise<void>
  let writer: Writer

  beforeAll(async () => {
    const opened = await openDatabase(kind)
    whole = opened.database
    close = async () => opened.close()
    const first = writerOf(whole, { secrets: SECRETS })
    await first.appender.append(batchOf(...usesOf('ada', 6), ...usesOf('bob', 3)))
    first.clock.now += DAY
    await first.appender.append(batchOf(...usesOf('eve', 3)))
  })
  afterAll(async () => close())
  beforeEach(async () => {
    const begun = await undoable(whole)
    database = begun.database
    undo = async () => begun.undo()
    const clock = new TestClock()
    clock.now += DAY
    writer = writerOf(database, { secrets: SECRETS, clock })
  })
  afterEach(async () => undo())

  const check = async (): Promise<Verification> => verify(writer.context, SECRETS)
  return {
    database: () => database,
    writer: () => writer,
    sql: async (statement) => database.query(withSchema(statement)),
    check,
    async told() {
      const { ok, problems } = await check()
      expect(ok).toBe(problems.length === 0)
      return problems.map(({ kind: what, chain, sequence, position }) =>
        JSON.parse(JSON.stringify({ kind: what, chain, sequence, position })),
      )
    },
  }
}

export function dayAfterStart(days: number): Date {
  return new Date(START + days * DAY)
}

export function ownerOf(subject: string): Owner {
  return { issuer: ISSUER, subject }
}

function withSchema(statement: string): string {
  return statement.replaceAll(
    /(?<!["'])\b(uses|chains|ledger|actions|known|batches|counts)\b(?![_"'])/g,
    `${SCHEMA}.$1`,
  )
}
