import { setTimeout } from 'node:timers/promises'
import { KINDS, type OpenDatabase } from '@countersign/test-servers/vitest'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '../src/database.js'
import { DatabaseError } from '../src/database-error.js'
import { openDatabase } from './support/databases.js'

describe.each(KINDS)('a database on %s', (kind) => {
  let opened: OpenDatabase<Database>
  let database: Database

  beforeAll(async () => {
    opened = await openDatabase(kind)
    database = opened.database
    await database.query('CREATE TABLE public.notes (note text PRIMARY KEY)')
  })
  afterAll(async () => opened.close())

  const add = 'INSERT INTO public.notes VALUES ($1)'
  const notes = async (like: string): Promise<readonly unknown[]> =>
    (
      await database.query('SELECT note FROM public.notes WHERE note LIKE $1 ORDER BY note', [
        `${like}%`,
      ])
    ).map(({ note }) => note)

  it('gives the rows of a statement, with its parameters', async () => {
    expect(
      await database.query(
        'SELECT $1::text AS text, $2::float8 AS number, $3::boolean AS yes, $4::text AS nothing',
        ['é\u{1F600}', 1.5, true, null],
      ),
    ).toEqual([{ text: 'é\u{1F600}', number: 1.5, yes: true, nothing: null }])
  })

  it('commits a transaction whose work resolves, and gives what it gives', async () => {
    const result = await database.transaction(async (tx) => {
      await tx.query(add, ['kept 1'])
      await tx.query(add, ['kept 2'])
      return 'done'
    })
    expect(result).toBe('done')
    expect(await notes('kept')).toEqual(['kept 1', 'kept 2'])
  })

  it('undoes a transaction whose work rejects, with the error of the work', async () => {
    const error = new RangeError('of the work')
    const work = database.transaction(async (tx) => {
      await tx.query(add, ['undone'])
      throw error
    })
    await expect(work).rejects.toBe(error)
    expect(await notes('undone')).toEqual([])
  })

  it('rejects where a statement has failed, even if the work does not mind', async () => {
    const work = database.transaction(async (tx) => {
      await tx.query(add, ['minded'])
      await tx.query('SELECT 1 / 0').catch(() => undefined)
      return 'done'
    })
    await expect(work).rejects.toMatchObject({ name: 'DatabaseError', code: '25P02' })
    expect(await notes('minded')).toEqual([])
  })

  it('answers nothing to a transaction that is over', async () => {
    const tx = await database.transaction(async (tx) => tx)
    await expect(tx.query(add, ['late'])).rejects.toThrow('the transaction is over')
    expect(await notes('late')).toEqual([])
  })

  it('undoes a transaction whose work never ends, and goes on', async () => {
    const never = database.transaction(
      async (tx) => {
        await tx.query(add, ['never'])
        await new Promise(() => undefined)
      },
      { timeout: 50 },
    )
    const after = database.query('SELECT 1 AS one')
    await expect(never).rejects.toThrow('no answer within 300 ms')
    expect(await after).toEqual([{ one: 1 }])
    expect(await notes('never')).toEqual([])
    await database.query(add, ['never 2'])
  })

  it('runs many transactions at once, each as if it were alone', async () => {
    await database.query('CREATE TABLE public.counter (n integer)')
    await database.query('INSERT INTO public.counter VALUES (0)')
    const count = async (): Promise<void> =>
      database.transaction(async (tx) => {
        const [row] = await tx.query<{ n: number }>('SELECT n FROM public.counter FOR UPDATE')
        await setTimeout(1)
        await tx.query('UPDATE public.counter SET n = $1', [(row?.n ?? 0) + 1])
      })
    await Promise.all(Array.from({ length: 30 }, count))
    expect(await database.query('SELECT n FROM public.counter')).toEqual([{ n: 30 }])
  })

  it.each([
    ['a duplicate', '23505', add, ['secret-value']],
    ['a wrong number', '22P02', 'SELECT $1::text::integer', ['secret-value']],
    ['a row that is refused', '23514', 'INSERT INTO public.strict VALUES ($1)', ['secret-value']],
    ['what a trigger says', 'P0001', `DO $$ BEGIN RAISE 'secret-value'; END $$`, undefined],
  ])('tells nothing of the values: %s', async (_, code, sql, values) => {
    await database.query('CREATE TABLE IF NOT EXISTS public.strict (s text CHECK (length(s) < 3))')
    await database.query(`${add} ON CONFLICT DO NOTHING`, ['secret-value'])
    const error: unknown = await database.query(sql, values).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(DatabaseError)
    expect(error).toMatchObject({ code })
    const told = Reflect.ownKeys(Object(error)).map((key) =>
      String(Reflect.get(Object(error), key)),
    )
    expect(told.join('\n')).not.toContain('secret-value')
  })

  it('tells the notices of a channel, by its name as it is, once they are committed', async () => {
    const heard: string[] = []
    const lost: Error[] = []
    const unlisten = await database.listen(
      'Uses of "mine"',
      (payload) => heard.push(payload),
      (error) => lost.push(error),
    )
    const tell = async (channel: string, payload: string): Promise<void> => {
      await database.query(`SELECT pg_notify($1, $2)::text`, [channel, payload])
    }
    await database.transaction(async (tx) => {
      await tx.query(`SELECT pg_notify($1, 'in a transaction')::text`, ['Uses of "mine"'])
      expect(heard).toEqual([])
    })
    await tell('another', 'of another channel')
    await tell('Uses of "mine"', 'second')
    await expect.poll(() => heard).toEqual(['in a transaction', 'second'])
    await unlisten()
    await unlisten()
    await tell('Uses of "mine"', 'too late')
    await database.query('SELECT 1')
    expect(heard).toEqual(['in a transaction', 'second'])
    expect(lost).toEqual([])
  })

  it('tells each of many who listen to the same', async () => {
    const heard: string[] = []
    const listen = async (name: string): Promise<() => Promise<void>> =>
      database.listen(
        'shared',
        (payload) => heard.push(`${name} ${payload}`),
        () => undefined,
      )
    const [unlisten, other] = await Promise.all([listen('one'), listen('two')])
    await database.query(`SELECT pg_notify('shared', 'a')::text`)
    await expect.poll(() => heard.toSorted()).toEqual(['one a', 'two a'])
    await unlisten()
    await database.query(`SELECT pg_notify('shared', 'b')::text`)
    await expect.poll(() => heard.toSorted()).toEqual(['one a', 'two a', 'two b'])
    await other()
  })

  it('answers nothing once it is closed, and can be closed again', async () => {
    // The last of these tests: to make another one takes seconds.
    await database.close()
    await expect(database.query('SELECT 1')).rejects.toThrow('the database was closed')
    await expect(database.transaction(async () => 1)).rejects.toThrow('the database was closed')
    await database.close()
  })
})
