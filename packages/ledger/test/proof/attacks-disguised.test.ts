import { KINDS } from '@countersign/test-servers/vitest'
import { describe, expect, it } from 'vitest'
import { erase } from '../../src/proof/erase.js'
import { prune } from '../../src/proof/prune.js'
import { verify } from '../../src/proof/verify.js'
import { attackedOn, dayAfterStart, ownerOf, SECRETS } from '../support/attacked.js'
import { batchOf, newUse, usesOf, writerOf } from '../support/batches.js'

/** By somebody who has kept what was there before, and lets the record itself explain what is missing. */
describe.each(KINDS)('what is missing is not hidden on %s', (kind) => {
  const { database, sql, check, told, writer } = attackedOn(kind)

  /** Writes uses by turns: one chain gets the outer positions, the other the inner ones. */
  async function outerAndInner(): Promise<void> {
    const [outer, inner] = [newUse({ subject: 'outer' }), newUse({ subject: 'inner' })]
    await writer().appender.append(batchOf(outer, inner, inner, outer))
  }

  async function keep(chain: number): Promise<void> {
    await sql(`CREATE TEMPORARY TABLE kept_uses AS SELECT * FROM uses WHERE chain = ${chain}`)
    await sql(`CREATE TEMPORARY TABLE kept_chains AS SELECT * FROM chains WHERE chain = ${chain}`)
  }

  async function putBack(): Promise<void> {
    await sql('INSERT INTO uses SELECT * FROM kept_uses')
    await sql('INSERT INTO chains SELECT * FROM kept_chains')
  }

  async function removeChain(chain: number): Promise<void> {
    await sql(`DELETE FROM uses WHERE chain = ${chain}`)
    await sql(`DELETE FROM chains WHERE chain = ${chain}`)
  }

  async function undoErasure(): Promise<void> {
    await keep(2)
    await erase(writer().context, SECRETS, ownerOf('bob'))
    await putBack()
    await sql('DELETE FROM actions WHERE action = 2')
    await sql(
      'UPDATE ledger SET action = 1, action_hash = (SELECT hash FROM actions WHERE action = 1)',
    )
  }

  it.each([
    ['chain', '9223372036854775807, 1'],
    ['chain', '-9223372036854775808, 1'],
    ['sequence', '1, -9223372036854775808'],
    ['sequence', '1, 9223372036854775807'],
  ])('by uses that have its positions, with a %s that no use has: %s', async (_, numbers) => {
    await sql(`CREATE TEMPORARY TABLE positions AS SELECT position FROM uses WHERE chain = 2`)
    await removeChain(2)
    await sql(`INSERT INTO uses (position, recorded, chain, sequence, at, decision, hash)
      SELECT p.position, u.recorded, ${numbers}, u.at, 'accepted', '\\x00'
      FROM positions p, uses u WHERE u.position = 1`)
    expect(await told()).not.toEqual([])
  })

  it('by a chain that was erased, put back in the place of another', async () => {
    await outerAndInner()
    await keep(4)
    await erase(writer().context, SECRETS, ownerOf('outer'))
    await putBack()
    await removeChain(5)
    expect((await told())[0]).toEqual({ kind: 'added', chain: 4 })
  })

  it('by a chain that was too old, put back in the place of another', async () => {
    await outerAndInner()
    await keep(2)
    await prune(writer().context, SECRETS, dayAfterStart(0.5))
    await writer().appender.append(batchOf(...usesOf('a', 1), ...usesOf('b', 1)))
    await putBack()
    expect((await told())[0]).toEqual({ kind: 'added', chain: 2 })
  })

  it('by the beginning of a chain that was too old', async () => {
    await writer().appender.append(batchOf(...usesOf('bob', 1)))
    await keep(2)
    await prune(writer().context, SECRETS, dayAfterStart(0.5))
    await sql('DELETE FROM uses WHERE chain = 2')
    await sql('DELETE FROM chains WHERE chain = 2')
    await putBack()
    expect((await told())[0]).toEqual({ kind: 'added', chain: 2 })
  })

  it.each([
    ['its end', 'DELETE FROM chains WHERE chain = 3'],
    ['its number of uses', 'UPDATE chains SET sequence = 9 WHERE chain = 3'],
  ])('by retention, of a chain that was made to look old and lost %s', async (_, change) => {
    await sql("UPDATE uses SET recorded = recorded - interval '10 hours' WHERE chain = 3")
    await sql(change)
    await prune(writer().context, SECRETS, dayAfterStart(0.9))
    await sql('DELETE FROM chains WHERE chain = 3')
    expect(await told()).not.toEqual([])
  })

  it('by retention, of uses in the middle of a chain that were made to look old', async () => {
    await writer().appender.append(batchOf(...usesOf('eve', 2)))
    await sql(
      "UPDATE uses SET recorded = recorded - interval '10 hours' WHERE chain = 3 AND sequence < 4",
    )
    await prune(writer().context, SECRETS, dayAfterStart(0.9))
    expect(await told()).toContainEqual({ kind: 'changed', chain: 3, sequence: 1, position: 10 })
  })

  it('by the erasure of a chain that it was moved to', async () => {
    await sql('UPDATE uses SET chain = 2, sequence = sequence + 3 WHERE chain = 3')
    await sql('DELETE FROM chains WHERE chain = 3')
    expect(await erase(writer().context, SECRETS, ownerOf('bob'))).toEqual({ uses: 6 })
    expect(await told()).toEqual([{ kind: 'removed' }])
    const { gaps } = await check()
    expect(gaps).toMatchObject([{ kind: 'erasure', chain: 2, uses: 3 }])
  })

  it('by the erasure of a chain that has lost its end, and does not name another one', async () => {
    await sql(`UPDATE chains SET sequence = 2, hash = '\\x00' WHERE chain = 2`)
    await erase(writer().context, SECRETS, ownerOf('bob'))
    const [action] = (await sql("SELECT details FROM actions WHERE kind = 'erasure'")) as readonly {
      readonly details: string
    }[]
    expect(JSON.parse(action?.details ?? '')).toMatchObject({ last: 3, uses: 3 })
  })

  it.each([
    ['position', 'position = position + 1'],
    ['number of chains', 'chain = chain - 1'],
    ['seal', "seal = sha256('x')"],
    ['seal, unknown,', 'seal = NULL'],
  ])('by another %s of the last use', async (_, change) => {
    await sql(`UPDATE ledger SET ${change}`)
    expect(await told()).not.toEqual([])
  })

  it.each([0, 99])('by an action with the number %i', async (number) => {
    await sql(`INSERT INTO actions SELECT ${number}, at, kind, details, hash FROM actions`)
    expect(await told()).toEqual([{ kind: 'added' }])
  })

  it.each([0, 99, -9_007_199_254_740_993n])('by a chain with the number %i', async (number) => {
    await sql(`INSERT INTO chains (chain, owner, sequence, hash, recorded)
      VALUES (${number}, 'x', 1, '\\x00', now())`)
    expect(await told()).not.toEqual([])
  })

  describe('where an erasure was undone', () => {
    it('by the actions in front of it', async () => {
      await undoErasure()
      expect(await told()).toEqual([{ kind: 'changed' }])
    })

    it('by what is written behind it', async () => {
      await undoErasure()
      await writer().appender.append(batchOf(...usesOf('ada', 1)))
      await erase(writer().context, SECRETS, ownerOf('eve'))
      expect(await told()).toEqual([{ kind: 'changed' }])
    })

    it('by another process that begins with a clean slate', async () => {
      await undoErasure()
      await sql('UPDATE ledger SET seal = NULL')
      await writerOf(database(), { secrets: SECRETS }).appender.append(batchOf(...usesOf('ada', 1)))
      expect(await told()).toEqual([{ kind: 'changed' }])
    })
  })

  it('by a record made up without the secret that a process goes on with: it says how much of it is', async () => {
    expect(await check()).toMatchObject({ unkeyed: 0 })
    const tables = ['uses', 'chains', 'actions', 'known', 'batches', 'counts']
    for (const table of tables) await sql(`DELETE FROM ${table}`)
    await sql(
      'UPDATE ledger SET position = 0, chain = 0, action = 0, action_hash = NULL, seal = NULL',
    )
    await writerOf(database()).appender.append(batchOf(...usesOf('ada', 6)))
    await writerOf(database(), { secrets: SECRETS }).appender.append(batchOf(...usesOf('ada', 1)))
    expect(await verify(writer().context, SECRETS)).toMatchObject({ uses: 7, unkeyed: 6 })
  })
})
