import { createHash } from 'node:crypto'
import { KINDS } from '@countersign/test-servers/vitest'
import { describe, expect, it } from 'vitest'
import { ownerDigest } from '../../src/identifiers.js'
import { erase } from '../../src/proof/erase.js'
import { attackedOn, ownerOf, SECRETS } from '../support/attacked.js'
import { batchOf, ISSUER, newUse, usesOf } from '../support/batches.js'
import { SCHEMA } from '../support/databases.js'

/** By somebody who can write to the database, and has no secret. */
describe.each(KINDS)('uses that were tampered with on %s', (kind) => {
  const { database, sql, check, told, writer } = attackedOn(kind)

  it('is in order at first', async () => {
    expect(await check()).toMatchObject({ ok: true, uses: 12, chains: 3 })
  })

  it.each([
    ["client = 'other'"],
    ['client = NULL'],
    ["token = ''"],
    [`"grant" = ''`],
    ["approval = 'a'"],
    ["service = 'Orders'"],
    ["method = 'POST'"],
    ["route = '/orders/:id '"],
    ['status = 201'],
    ['status = NULL'],
    ["decision = 'refused'"],
    ["reason = 'token_expired'"],
    ["scheme = 'Bearer'"],
    ["binding = 'none'"],
    ["network = '192.0.3.0/24'"],
    ["agent = 'Chrome'"],
    ["tls_protocol = 'TLSv1.2'"],
    ['tls_cipher = NULL'],
    ["notable = 'burst'"],
    ["at = at + interval '1 millisecond'"],
    ["recorded = recorded + interval '1 millisecond'"],
    ["previous = previous - interval '1 millisecond'"],
    ['previous = NULL'],
    ['position = 100'],
    ['hash = sha256(hash)'],
  ])('shows the use that was changed by %s', async (change) => {
    await sql(`UPDATE uses SET ${change} WHERE position = 3`)
    const found = await told()
    const position = change.startsWith('position') ? 100 : 3
    expect(found).toEqual([{ kind: 'changed', chain: 1, sequence: 3, position }])
  })

  it('shows that the time before the first use was changed to one that JSON does not know', async () => {
    await sql("UPDATE uses SET previous = 'infinity' WHERE position = 1")
    expect(await told()).toEqual([{ kind: 'changed', chain: 1, sequence: 1, position: 1 }])
  })

  it('shows the last use that was changed', async () => {
    await sql('UPDATE uses SET status = 500 WHERE position = 6')
    expect(await told()).toEqual([{ kind: 'changed', chain: 1, sequence: 6, position: 6 }])
  })

  it('shows every use that was changed', async () => {
    await sql('UPDATE uses SET status = 500 WHERE position IN (2, 4, 5, 8)')
    expect(await told()).toEqual([
      { kind: 'changed', chain: 1, sequence: 2, position: 2 },
      { kind: 'changed', chain: 1, sequence: 4, position: 4 },
      { kind: 'changed', chain: 1, sequence: 5, position: 5 },
      { kind: 'changed', chain: 2, sequence: 2, position: 8 },
    ])
  })

  it('shows a use that was changed, with a hash to match that needs no secret', async () => {
    const [row] = await database().query<{ readonly hash: string }>(
      `SELECT encode(hash, 'hex') AS hash FROM ${SCHEMA}.uses WHERE position = 5`,
    )
    const hash = createHash('sha256')
      .update(Buffer.from(row?.hash ?? '', 'hex'))
      .digest('hex')
    await sql(`UPDATE uses SET status = 500, hash = decode('${hash}', 'hex') WHERE position = 6`)
    await sql(`UPDATE chains SET hash = decode('${hash}', 'hex') WHERE chain = 1`)
    expect(await told()).toEqual([{ kind: 'changed', chain: 1, sequence: 6, position: 6 }])
  })

  it.each([
    ["subject = 'mallory'", 2],
    ["issuer = 'https://other.example'", 2],
    ['subject = NULL', 2],
    ["salt = '\\x00'", 1],
  ])('shows the chain that was changed by %s', async (change) => {
    await sql(`UPDATE chains SET ${change} WHERE chain = 2`)
    const found = await told()
    expect(found).toEqual([{ kind: 'changed', chain: 2 }])
  })

  it('shows chains that were given to each other', async () => {
    await sql("UPDATE chains SET owner = 'x' WHERE chain = 1")
    await sql(`UPDATE chains SET owner = '${ownerDigest(ISSUER, 'ada')}' WHERE chain = 2`)
    await sql(`UPDATE chains SET owner = '${ownerDigest(ISSUER, 'bob')}' WHERE chain = 1`)
    expect(await told()).toEqual([
      { kind: 'changed', chain: 1 },
      { kind: 'changed', chain: 2 },
    ])
  })

  it.each([["hash = '\\x00'"], ["recorded = recorded + interval '1 year'"]])(
    'shows the end of a chain that was changed by %s',
    async (change) => {
      await sql(`UPDATE chains SET ${change} WHERE chain = 2`)
      expect(await told()).toEqual([{ kind: 'changed', chain: 2 }])
    },
  )

  it('shows where a use was removed', async () => {
    await sql('DELETE FROM uses WHERE position = 3')
    expect(await told()).toEqual([{ kind: 'removed', chain: 1, sequence: 4, position: 4 }])
  })

  it('shows where several were removed', async () => {
    await sql('DELETE FROM uses WHERE position IN (1, 2, 4, 5)')
    expect(await told()).toEqual([
      { kind: 'removed', chain: 1, sequence: 3, position: 3 },
      { kind: 'removed', chain: 1, sequence: 6, position: 6 },
    ])
  })

  it('shows that the last were removed', async () => {
    await sql('DELETE FROM uses WHERE position IN (5, 6)')
    expect(await told()).toEqual([{ kind: 'removed', chain: 1, sequence: 4, position: 4 }])
  })

  it('shows that all were removed', async () => {
    await sql('DELETE FROM uses WHERE chain = 2')
    expect(await told()).toEqual([{ kind: 'removed', chain: 2 }])
  })

  it('shows that the last were removed, and the end of the chain put back', async () => {
    await sql('DELETE FROM uses WHERE position = 6')
    await sql(
      `UPDATE chains SET sequence = 5, hash = (SELECT hash FROM uses WHERE position = 5) WHERE chain = 1`,
    )
    expect(await told()).toEqual([{ kind: 'removed', position: 6 }])
  })

  it('shows where a chain was removed with its end', async () => {
    await sql('DELETE FROM uses WHERE chain = 2')
    await sql('DELETE FROM chains WHERE chain = 2')
    expect(await told()).toEqual([{ kind: 'removed', position: 7 }])
    const { problems } = await check()
    expect(problems[0]?.detail).toBe('the uses from here to 9 are missing')
  })

  it('shows that a chain was removed with its end, in a record that has gaps', async () => {
    await erase(writer().context, SECRETS, ownerOf('ada'))
    await sql('DELETE FROM uses WHERE chain = 2')
    await sql('DELETE FROM chains WHERE chain = 2')
    expect(await told()).toEqual([{ kind: 'removed' }])
  })

  it('shows the one use that is missing of such a record', async () => {
    await writer().appender.append(batchOf(...usesOf('one', 1), ...usesOf('two', 1)))
    await erase(writer().context, SECRETS, ownerOf('ada'))
    await sql('DELETE FROM uses WHERE chain = 4')
    await sql('DELETE FROM chains WHERE chain = 4')
    expect(await told()).toEqual([{ kind: 'removed', position: 13 }])
  })

  it('shows that the end of the record was put back', async () => {
    await sql('UPDATE ledger SET position = 10')
    expect(await told()).toEqual([{ kind: 'changed', position: 12 }])
  })

  it('shows that a chain lost its end, and nothing else', async () => {
    await sql('DELETE FROM chains WHERE chain = 2')
    expect(await told()).toEqual([{ kind: 'removed', chain: 2, sequence: 1, position: 7 }])
  })

  it('shows that only the end of a chain was put back', async () => {
    await sql(
      `UPDATE chains SET sequence = 5, hash = (SELECT hash FROM uses WHERE position = 5) WHERE chain = 1`,
    )
    expect(await told()).toEqual([{ kind: 'changed', chain: 1 }])
  })

  it.each([
    [2, 4],
    [1, 6],
    [3, 4],
    [5, 6],
  ])('shows that uses %i and %i have changed numbers', async (one, other) => {
    await sql(
      `UPDATE uses SET sequence = ${one + other} - sequence WHERE chain = 1 AND sequence IN (${one}, ${other})`,
    )
    const found = await told()
    expect(found).toEqual([
      { kind: 'reordered', chain: 1, sequence: one, position: other },
      { kind: 'reordered', chain: 1, sequence: other, position: one },
    ])
  })

  it.each([
    [2, 4],
    [3, 4],
  ])('shows that uses %i and %i have changed numbers and positions', async (one, other) => {
    await sql(`UPDATE uses SET sequence = ${one + other} - sequence, position = ${one + other} - position
      WHERE chain = 1 AND sequence IN (${one}, ${other})`)
    expect(await told()).toEqual([
      { kind: 'reordered', chain: 1, sequence: one, position: one },
      { kind: 'reordered', chain: 1, sequence: other, position: other },
    ])
  })

  it('shows that a use was put behind the others', async () => {
    await sql('UPDATE uses SET sequence = 9 WHERE position = 3')
    expect(await told()).toEqual([{ kind: 'reordered', chain: 1, sequence: 9, position: 3 }])
    expect((await check()).problems[0]?.detail).toBe('was written as use 3 of its chain')
  })

  it('shows a use that was added behind the others', async () => {
    await sql(`CREATE TEMPORARY TABLE copy AS SELECT * FROM uses WHERE position = 6`)
    await sql('UPDATE copy SET sequence = 7, position = 13')
    await sql('INSERT INTO uses SELECT * FROM copy')
    await sql('DROP TABLE copy')
    expect(await told()).toEqual([{ kind: 'added', chain: 1, sequence: 7, position: 13 }])
  })

  it('shows a use that was written again', async () => {
    await sql('INSERT INTO uses SELECT * FROM uses WHERE position = 3')
    expect(await told()).toEqual([{ kind: 'added', chain: 1, sequence: 3, position: 3 }])
  })

  it('shows a use that was added in the place of another', async () => {
    await sql(`INSERT INTO uses (position, recorded, chain, sequence, at, decision, hash)
      SELECT 2, recorded, 1, 2, at, 'accepted', '\\x00' FROM uses WHERE position = 2`)
    expect(await told()).toEqual([{ kind: 'added', chain: 1, sequence: 2, position: 2 }])
  })

  it('shows uses of a chain that nobody began', async () => {
    await sql(`INSERT INTO uses (position, recorded, chain, sequence, at, decision, hash)
      SELECT 13, recorded, 9, 1, at, 'accepted', '\\x00' FROM uses WHERE position = 12`)
    const found = await told()
    expect(found).toContainEqual({ kind: 'removed', chain: 9, sequence: 1, position: 13 })
  })

  it('shows a chain that was made up', async () => {
    await sql(`INSERT INTO chains (chain, owner, issuer, subject, salt, sequence, hash, recorded)
      VALUES (9, '${ownerDigest('i', 's')}', 'i', 's', '\\x00', 1, '\\x00', now())`)
    await sql(`INSERT INTO uses (position, recorded, chain, sequence, at, decision, hash)
      SELECT 5, recorded, 9, 1, at, 'accepted', '\\x00' FROM uses WHERE position = 12`)
    const found = await told()
    expect(found[0]).toEqual({ kind: 'changed', chain: 9, sequence: 1, position: 5 })
  })

  it('shows a use that was moved to another chain', async () => {
    await sql('UPDATE uses SET chain = 2, sequence = 4 WHERE position = 3')
    expect(await told()).toEqual([
      { kind: 'removed', chain: 1, sequence: 4, position: 4 },
      { kind: 'added', chain: 2, sequence: 4, position: 3 },
    ])
  })

  it('shows a use that was moved to the end of another chain, and that end with it', async () => {
    await sql('UPDATE uses SET chain = 2, sequence = 4 WHERE position = 12')
    await sql(
      'UPDATE chains SET sequence = 4, hash = (SELECT hash FROM uses WHERE position = 12) WHERE chain = 2',
    )
    const found = await told()
    expect(found.map(({ chain }) => chain)).toEqual([2, 3])
    expect(found[0]).toMatchObject({ kind: 'changed', sequence: 4, position: 12 })
  })

  it('tells a thousand problems at most', async () => {
    const many = Array.from({ length: 1_100 }, (_, index) => newUse({ subject: `user-${index}` }))
    await writer().appender.append(batchOf(...many))
    await sql('UPDATE uses SET status = 500')
    expect((await check()).problems).toHaveLength(1_000)
  })
})
