import { KINDS } from '@countersign/test-servers/vitest'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Problem } from '../../src/ledger-types.js'
import { checkpointOf } from '../../src/proof/checkpoints.js'
import { erase } from '../../src/proof/erase.js'
import { linkHash, ZERO } from '../../src/proof/link.js'
import { prune } from '../../src/proof/prune.js'
import { CHAIN, identityOf, ROW, type StoredChain, type StoredRow } from '../../src/proof/rows.js'
import { useText } from '../../src/proof/use-text.js'
import { verify } from '../../src/proof/verify.js'
import { attackedOn, dayAfterStart, ownerOf, SECRETS } from '../support/attacked.js'
import { batchOf, usesOf, wipe, writerOf } from '../support/batches.js'
import { SCHEMA } from '../support/databases.js'

/** By somebody who can write to the database, and has no secret. */
describe.each(KINDS)('what is said to be explained on %s', (kind) => {
  const { database, sql, check, told, writer } = attackedOn(kind)

  it('is not shorter because somebody says that it is old', async () => {
    await sql('DELETE FROM uses WHERE chain = 1 AND sequence < 3')
    await sql('UPDATE chains SET base = (SELECT hash FROM uses WHERE position = 1) WHERE chain = 1')
    expect((await told())[0]).toMatchObject({ kind: 'removed', chain: 1, sequence: 3, position: 3 })
  })

  it.each([
    ['erasure', `'{"chain":2,"first":1,"last":3,"hash":"AA","uses":3,"sum":"24","position":12}'`],
    ['retention', `'{"before":1900000000000,"uses":3,"sum":"24","position":12}'`],
  ])('does not believe an action of %s that was made up', async (what, details) => {
    await sql('DELETE FROM uses WHERE chain = 2')
    await sql('DELETE FROM chains WHERE chain = 2')
    await sql(`INSERT INTO actions (action, at, kind, details, hash)
      VALUES (2, now(), '${what}', ${details}, sha256('x'))`)
    await sql("UPDATE ledger SET action = 2, action_hash = sha256('x')")
    const { gaps, problems } = await check()
    expect(gaps).toEqual([])
    expect(problems).toMatchObject([
      { kind: 'changed', detail: 'action 2 is not what was written' },
      { kind: 'removed', detail: 'the uses from here to 9 are missing', position: 7 },
    ])
  })

  it('shows that an action was changed', async () => {
    await erase(writer().context, SECRETS, ownerOf('bob'))
    await sql(
      `UPDATE actions SET details = replace(details, '"sum":"24"', '"sum":"25"') WHERE action = 2`,
    )
    const { problems, gaps } = await check()
    expect(gaps).toEqual([])
    expect(problems[0]).toMatchObject({
      kind: 'changed',
      detail: 'action 2 is not what was written',
    })
  })

  it.each(['at = now()', "kind = 'retention'", 'hash = sha256(hash)'])(
    'shows that an action was changed by %s',
    async (change) => {
      await erase(writer().context, SECRETS, ownerOf('bob'))
      await sql(`UPDATE actions SET ${change} WHERE action = 2`)
      expect((await check()).problems[0]).toMatchObject({ kind: 'changed' })
    },
  )

  it('shows that the ledger names another last action', async () => {
    await sql("UPDATE ledger SET action_hash = sha256('x')")
    const { problems } = await check()
    const detail = 'the last action is not the one that the ledger names'
    expect(problems).toMatchObject([{ kind: 'changed', detail }])
  })

  it('shows that an action was removed', async () => {
    await erase(writer().context, SECRETS, ownerOf('bob'))
    await erase(writer().context, SECRETS, ownerOf('eve'))
    await sql('DELETE FROM actions WHERE action = 2')
    expect((await check()).problems[0]).toMatchObject({
      kind: 'removed',
      detail: 'actions in front of action 3 are missing',
    })
  })

  it('shows that the last action was removed', async () => {
    await erase(writer().context, SECRETS, ownerOf('bob'))
    await sql('DELETE FROM actions WHERE action = 2')
    expect((await check()).problems[0]).toMatchObject({
      kind: 'removed',
      detail: 'the last actions, up to 2, are missing',
    })
  })

  it('shows what is missing once the last action was removed, and the end of the actions put back', async () => {
    await erase(writer().context, SECRETS, ownerOf('bob'))
    await sql('DELETE FROM actions WHERE action = 2')
    await sql(
      'UPDATE ledger SET action = 1, action_hash = (SELECT hash FROM actions WHERE action = 1)',
    )
    expect(await told()).toEqual([{ kind: 'removed', position: 7 }])
  })

  it('shows uses of a chain that was erased', async () => {
    await sql('CREATE TEMPORARY TABLE kept AS SELECT * FROM uses WHERE chain = 2')
    await erase(writer().context, SECRETS, ownerOf('bob'))
    await sql('INSERT INTO uses SELECT * FROM kept')
    await sql('DROP TABLE kept')
    expect((await told())[0]).toEqual({ kind: 'added', chain: 2, sequence: 1, position: 7 })
  })

  it('shows that more was removed than was too old', async () => {
    await writer().appender.append(batchOf(...usesOf('ada', 3)))
    await prune(writer().context, SECRETS, dayAfterStart(0.5))
    expect(await check()).toMatchObject({ ok: true, uses: 6 })
    await sql('DELETE FROM uses WHERE chain = 1 AND sequence = 7')
    expect(await told()).toEqual([
      { kind: 'removed', chain: 1, sequence: 8, position: 14 },
      // How many more, the chain does not tell.
      { kind: 'removed' },
    ])
  })

  it('shows that the first use left was changed', async () => {
    await writer().appender.append(batchOf(...usesOf('ada', 3)))
    await prune(writer().context, SECRETS, dayAfterStart(0.5))
    await sql('UPDATE uses SET status = 500 WHERE chain = 1 AND sequence = 7')
    expect(await told()).toEqual([{ kind: 'changed', chain: 1, sequence: 7, position: 13 }])
  })

  it.each(['base = NULL', "base = sha256('x')"])('shows that %s was set', async (change) => {
    await writer().appender.append(batchOf(...usesOf('ada', 3)))
    await prune(writer().context, SECRETS, dayAfterStart(0.5))
    await sql(`UPDATE chains SET ${change} WHERE chain = 1`)
    expect((await told())[0]).toMatchObject({ chain: 1, sequence: 7, position: 13 })
  })

  it('does not let retention remove a chain that was made to look old', async () => {
    await sql("UPDATE uses SET recorded = recorded - interval '10 hours' WHERE chain = 3")
    await sql("UPDATE chains SET recorded = recorded - interval '10 hours' WHERE chain = 3")
    await prune(writer().context, SECRETS, dayAfterStart(0.9))
    expect(await told()).toContainEqual({ kind: 'changed', chain: 3 })
  })

  it('does not let retention remove the beginning of a chain that was made to look old', async () => {
    await writer().appender.append(batchOf(...usesOf('eve', 1)))
    await sql(
      "UPDATE uses SET recorded = recorded - interval '10 hours' WHERE chain = 3 AND sequence < 3",
    )
    await prune(writer().context, SECRETS, dayAfterStart(0.9))
    expect(await told()).toEqual([
      { kind: 'changed', chain: 3, sequence: 1, position: 10 },
      { kind: 'changed', chain: 3, sequence: 2, position: 11 },
    ])
  })

  it('shows that a checkpoint is not in place any more', async () => {
    const checkpoint = await checkpointOf(writer().context, ownerOf('bob'))
    if (!checkpoint) throw new Error('no checkpoint')
    const at = async (): Promise<readonly Problem[]> =>
      (await verify(writer().context, SECRETS, { checkpoints: [checkpoint] })).problems
    expect(await at()).toEqual([])
    await wipe(database())
    await writerOf(database(), { secrets: SECRETS }).appender.append(
      batchOf(...usesOf('ada', 6), ...usesOf('bob', 3)),
    )
    expect(await at()).toMatchObject([{ kind: 'checkpoint', chain: 2, sequence: 3 }])
  })

  it('is not verified by uses that somebody wrote without the secret', async () => {
    const other = writerOf(database())
    await sql("UPDATE actions SET kind = 'none'")
    await other.appender.append(batchOf(...usesOf('bob', 1), ...usesOf('new', 1)))
    await sql("UPDATE actions SET kind = 'secret'")
    expect(await told()).toEqual([
      { kind: 'changed', chain: 2, sequence: 4, position: 13 },
      { kind: 'changed', chain: 4, sequence: 1, position: 14 },
    ])
  })

  /** Hashes the last use of bob's chain as if it were from before there was a secret. */
  async function hashWithout(previous: Uint8Array): Promise<void> {
    const [row] = await database().query<StoredRow & StoredChain>(
      `SELECT ${ROW}, ${CHAIN} FROM ${SCHEMA}.uses u JOIN ${SCHEMA}.chains c ON c.chain = u.chain
       WHERE u.chain = 2 ORDER BY u.sequence DESC LIMIT 1`,
    )
    if (!row) throw new Error('no such use')
    const hash = linkHash(undefined, previous, useText(identityOf(row), row)).toString('hex')
    await sql(
      `UPDATE uses SET hash = decode('${hash}', 'hex') WHERE chain = 2 AND sequence = ${row.sequence}`,
    )
    await sql(
      `UPDATE chains SET hash = decode('${hash}', 'hex'), sequence = ${row.sequence} WHERE chain = 2`,
    )
  }

  describe('where a secret came later', () => {
    // Chain 1: ada, positions 1 and 2, without. Chain 2: bob, 3, with a secret.
    beforeEach(async () => {
      await wipe(database())
      await writerOf(database()).appender.append(batchOf(...usesOf('ada', 2)))
      await writerOf(database(), { secrets: SECRETS }).appender.append(batchOf(...usesOf('bob', 1)))
    })

    it('shows a use that was put in front of that', async () => {
      await sql('UPDATE uses SET position = 2, status = 500 WHERE chain = 2')
      await hashWithout(ZERO)
      expect((await check()).problems).toMatchObject([
        { kind: 'added', detail: 'uses stand where others were written' },
      ])
    })

    it('shows a use that was put behind one that is keyed', async () => {
      await sql('INSERT INTO uses SELECT * FROM uses WHERE chain = 2')
      const [bob] = await database().query<{ readonly hash: string }>(
        `SELECT encode(hash, 'hex') AS hash FROM ${SCHEMA}.chains WHERE chain = 2`,
      )
      await sql(`UPDATE uses SET position = 1, sequence = 2, previous = recorded
        WHERE ctid = (SELECT max(ctid) FROM uses WHERE chain = 2) AND chain = 2`)
      await hashWithout(Buffer.from(bob?.hash ?? '', 'hex'))
      expect((await told())[0]).toEqual({ kind: 'reordered', chain: 2, sequence: 2, position: 1 })
    })
  })

  it('is not verified when all of it was made up without the secret', async () => {
    await wipe(database())
    const other = writerOf(database())
    await other.appender.append(batchOf(...usesOf('ada', 6)))
    expect(await verify(other.context, [])).toMatchObject({ ok: true })
    expect((await check()).problems).toMatchObject([
      { kind: 'changed', detail: 'nothing says that this record is hashed with a secret' },
    ])
  })
})
