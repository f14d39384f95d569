import { randomUUID } from 'node:crypto'
import type { Database } from '@countersign/database'
import { Appender } from '../../src/append/appender.js'
import type { LedgerContext } from '../../src/context.js'
import type { Batch, NewUse } from '../../src/use.js'
import { SCHEMA } from './databases.js'

export const ISSUER = 'https://id.example.com'

/** A Sunday, in the middle of a partition. */
export const START: number = Date.UTC(2026, 10, 29, 12)

export function newUse(changes: Partial<NewUse> = {}): NewUse {
  return {
    at: START,
    issuer: ISSUER,
    subject: 'ada',
    client: 'web',
    token: 'dG9rZW4',
    grant: null,
    approval: null,
    service: 'orders',
    method: 'GET',
    route: '/orders/:id',
    status: 200,
    decision: 'accepted',
    reason: null,
    scheme: 'DPoP',
    binding: 'dpop',
    network: '192.0.2.0/24',
    agent: 'Firefox',
    tlsProtocol: 'TLSv1.3',
    tlsCipher: 'TLS_AES_128_GCM_SHA256',
    ...changes,
  }
}

export function batchOf(...uses: readonly NewUse[]): Batch {
  return { id: randomUUID(), uses, counts: [] }
}

/** Uses of one subject, one after the other. */
export function usesOf(subject: string, count: number): readonly NewUse[] {
  return Array.from({ length: count }, (_, index) => newUse({ subject, at: START + index }))
}

export class TestClock {
  now: number = START
  readonly read = (): number => this.now
}

export interface Writer {
  readonly context: LedgerContext
  readonly clock: TestClock
  readonly appender: Appender
}

export function writerOf(
  database: Database,
  {
    secrets = [],
    burst,
    clock = new TestClock(),
  }: {
    readonly secrets?: readonly Uint8Array[]
    readonly burst?: { readonly uses: number; readonly seconds: number }
    readonly clock?: TestClock
  } = {},
): Writer {
  const context = { database, schema: SCHEMA, clock: clock.read }
  return { context, clock, appender: new Appender(context, { secrets, burst }) }
}

/** Empties every table, so that tests can share a database. */
export async function wipe(database: Database): Promise<void> {
  const tables = ['uses', 'chains', 'known', 'counts', 'batches', 'actions']
  await database.query(`TRUNCATE ${tables.map((table) => `${SCHEMA}.${table}`).join(', ')}`)
  await database.query(
    `UPDATE ${SCHEMA}.ledger SET position = 0, chain = 0, action = 0, action_hash = NULL,
      seal = NULL`,
  )
}
