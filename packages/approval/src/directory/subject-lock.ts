import type { Queryable } from '@countersign/database'

/**
 * Lets nobody else add or remove devices of a person until the transaction ends. What is asked next sees what
 * the one before has done: a statement of its own, therefore.
 */
export async function lockSubject(tx: Queryable, schema: string, subject: string): Promise<void> {
  await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))::text`, [
    `countersign approval ${schema} devices ${subject}`,
  ])
}
