// What users of the ledger meet: a record of each use, in a folder, and the view of its owner.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLedger, type Ledger, type Summary } from '@countersign/ledger'

/** A record of this process, in a folder that is gone once it is closed. */
export async function openRecord(): Promise<{ ledger: Ledger; close(this: void): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-record-'))
  const ledger = createLedger({ folder, secret: 'a'.repeat(32) })
  await ready(ledger)
  return {
    ledger,
    async close() {
      await ledger.close()
      rmSync(folder, { recursive: true })
    },
  }
}

/** Waits for an embedded database: on a busy machine it takes longer than a request would wait. */
export async function ready(server: { ready(): Promise<void> }): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await server.ready()
    } catch (error) {
      if (attempt === 10) throw error
    }
  }
}

/** Whether so many uses by tokens of an issuer are recorded, intact, and shown to their owner in part. */
export async function hasRecorded(
  ledger: Ledger,
  issuer: string,
  expected: Pick<Summary, 'accepted' | 'refused'>,
): Promise<boolean> {
  await ledger.flush()
  const { accepted, refused } = await ledger.summary({ issuer })
  const [newest] = (await ledger.uses({ issuer }, { limit: 1 })).uses
  const own = newest?.subject && ledger.owner({ issuer, subject: newest.subject })
  const shown = own ? (await own.uses()).uses : []
  const { ok, uses } = await ledger.verify()
  // Which token it was is for the operator alone.
  const isShared = shown.length > 0 && shown.every(({ client, token }) => client && !token)
  const isAll = accepted === expected.accepted && refused === expected.refused
  return ok && isAll && isShared && newest?.token !== undefined && uses === accepted + refused
}
