import { DependencyError } from '@countersign/core'
import { poolTo, startPostgres } from '@countersign/test-servers'
import { copyFolder, fakeTimers, openPool, whileTimeFlies } from '@countersign/test-servers/vitest'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { openFolder } from '../src/open-folder.js'
import { Opening, type OpeningParts } from '../src/opening.js'
import { MIGRATIONS, PRODUCT, SCHEMA } from './support/schema.js'

const select = `SELECT note FROM ${SCHEMA}.notes`

function openingOf(parts: Pick<OpeningParts, 'storage' | 'onOpened' | 'onFailure'>): Opening {
  const opening = new Opening({
    schema: SCHEMA,
    migrations: MIGRATIONS,
    whose: 'the notebook',
    ...PRODUCT,
    ...parts,
  })
  onTestFinished(async () => opening.close())
  return opening
}

describe('a database that is opened in the background', () => {
  it('has whoever asks it something wait until it is there, with its tables', async () => {
    const { pool, close } = await openPool()
    onTestFinished(close)
    await pool.query(`DROP SCHEMA ${SCHEMA} CASCADE`)
    const opening = openingOf({ storage: { pool } })
    expect(opening.late.kind).toBe('pool')
    expect(await opening.late.query(select)).toEqual([{ note: 'the first' }])
    const database = await opening.database()
    expect(await database.query(select)).toEqual([{ note: 'the first' }])
  })

  it('is tried again until it can be opened', async () => {
    const { folder, close } = await copyFolder()
    onTestFinished(close)
    const other = await openFolder(folder)
    const told: string[] = []
    const opening = openingOf({
      storage: { folder },
      onOpened: () => told.push('opened'),
      onFailure: (error) => told.push(String(error)),
    })
    const found = opening.late.query(select)
    await expect.poll(() => told).toEqual([expect.stringContaining('the folder is in use')])
    await other.close()
    expect(await found).toEqual([{ note: 'the first' }])
    expect(opening.late.kind).toBe('folder')
    expect(told.at(-1)).toBe('opened')
  })

  it('rejects, for one that cannot be reached, after ten seconds, and is still tried', async () => {
    const server = await startPostgres('fsync=off')
    onTestFinished(async () => server.close())
    await server.kill()
    const pool = poolTo(server.port, 'postgres')
    onTestFinished(async () => pool.end())
    fakeTimers()
    const opening = openingOf({ storage: { pool } })
    const rejected = vi.fn<(error: unknown) => void>()
    const waiting = opening.database().catch(rejected)
    await opening.attempt()
    await vi.advanceTimersByTimeAsync(9_999)
    expect(rejected).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(1)
    await waiting
    const [error] = rejected.mock.lastCall ?? []
    expect(error).toBeInstanceOf(DependencyError)
    expect(error).toMatchObject({
      message: 'The database of the notebook cannot be reached',
      cause: { message: expect.stringContaining('ECONNREFUSED') },
    })
    await server.start()
    expect(await whileTimeFlies(opening.late.query(select))).toEqual([{ note: 'the first' }])
  }, 60_000)

  it('answers nothing once it is closed, whether it was there or not', async () => {
    const { folder, close } = await copyFolder()
    onTestFinished(close)
    const opening = openingOf({ storage: { folder } })
    const kept = openingOf({ storage: { folder } })
    await opening.database()
    await kept.attempt()
    await Promise.all([opening.close(), kept.close()])
    await expect(opening.database()).rejects.toThrow('the notebook was closed')
    await expect(kept.late.query(select)).rejects.toThrow('the notebook was closed')
    // It has let go of the folder.
    const again = await openFolder(folder)
    await again.close()
  })
})
