import { execFile } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { ConfigError } from '@countersign/core'
import { copyFolder, program } from '@countersign/test-servers/vitest'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { Database } from '../src/database.js'
import { openFolder } from '../src/open-folder.js'
import { privateFolder } from '../src/private-folder.js'
import { FOLDER_PROCESS } from './support/programs.js'

const run = promisify(execFile)
const BUILT = fileURLToPath(new URL('../dist/', import.meta.url))

async function preparedFolder(): Promise<string> {
  const { folder, close } = await copyFolder()
  onTestFinished(close)
  return folder
}

async function open(folder: string): Promise<Database> {
  const database = await openFolder(folder)
  onTestFinished(async () => database.close())
  return database
}

/** Takes a minute; milliseconds less where nobody waits for it. */
const FOREVER = 'SELECT count(*)::integer AS n FROM generate_series(1, 1000000000)'

/** One that is empty. */
function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-folder-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

describe('the folder of an embedded database', () => {
  it('is made for its owner alone, with those above it', () => {
    const above = join(emptyFolder(), 'above')
    const folder = privateFolder('folder', join(above, 'folder'))
    expect(folder).toBe(join(above, 'folder'))
    expect(statSync(above).mode & 0o777).toBe(0o700)
    expect(statSync(folder).mode & 0o777).toBe(0o700)
  })

  it.each(['750', '705', '710', '701'])('is refused with the mode %s', async (mode) => {
    const folder = emptyFolder()
    chmodSync(folder, Number.parseInt(mode, 8))
    const opening = openFolder(folder)
    await expect(opening).rejects.toBeInstanceOf(ConfigError)
    await expect(opening).rejects.toMatchObject({ option: 'folder' })
    await expect(opening).rejects.toThrow(`chmod 700 ${folder}`)
  })

  it.runIf(process.geteuid?.() === 0)('is refused where it is of somebody else', async () => {
    const folder = emptyFolder()
    chownSync(folder, 65_534, 65_534)
    await expect(openFolder(folder)).rejects.toThrow('must belong to the user of the service')
  })

  it('is refused where it is a file, or in one', () => {
    const file = join(emptyFolder(), 'file')
    writeFileSync(file, '')
    for (const path of [file, join(file, 'folder')]) {
      expect(() => privateFolder('folder', path)).toThrow(ConfigError)
      expect(() => privateFolder('folder', path)).toThrow('"folder" must be a folder')
    }
  })

  it('is free again where what is in it cannot be opened', async () => {
    const folder = emptyFolder()
    mkdirSync(join(folder, 'data'))
    writeFileSync(join(folder, 'data', 'PG_VERSION'), '99\n')
    for (let n = 0; n < 2; n++) {
      await expect(openFolder(folder)).rejects.toMatchObject({
        name: 'DatabaseError',
        message: expect.not.stringContaining('in use'),
      })
    }
    expect(readdirSync(folder)).toEqual(['data'])
  })

  it('is refused to another process, and free once the one that had it was killed', async () => {
    const folder = await preparedFolder()
    const other = program(FOLDER_PROCESS, folder)
    expect(await other.next()).toHaveProperty('found')
    await expect(openFolder(folder)).rejects.toThrow(`is in use by process ${other.pid}`)
    await other.kill()
    await open(folder)
  })
})

describe('the thread of an embedded database', () => {
  let folder: string
  let database: Database
  let close: () => Promise<void>

  beforeAll(async () => {
    const copy = await copyFolder()
    folder = copy.folder
    database = await openFolder(folder, { maintenance: 0 })
    close = copy.close
  })
  afterAll(async () => {
    await database.close()
    await close()
  })

  it('is the only one in its folder', async () => {
    await expect(openFolder(folder)).rejects.toThrow(`is in use by process ${process.pid}`)
  })

  it('leaves time to its process while a statement runs', async () => {
    let turns = 0
    const timer = setInterval(() => turns++, 1)
    await database.query('SELECT count(*)::integer FROM generate_series(1, 1000000)')
    clearInterval(timer)
    expect(turns).toBeGreaterThan(10)
  })

  it('is ended where a statement takes too long, and another one goes on', async () => {
    await database.query('CREATE TABLE public.kept (n integer)')
    await database.query('INSERT INTO public.kept VALUES (1)')
    const lost: string[] = []
    await database.listen(
      'uses',
      () => undefined,
      (error) => lost.push(error.message),
    )
    const waiting = database.query(FOREVER, [], { timeout: 100 })
    const behind = database.query('SELECT n FROM public.kept')
    await expect(waiting).rejects.toThrow('no answer within 100 ms')
    expect(await behind).toEqual([{ n: 1 }])
    expect(lost).toEqual(['no answer within 100 ms'])
  })

  it('rejects a transaction in which it ends, which is undone', async () => {
    await database.query('CREATE TABLE public.undone (n integer)')
    const work = database.transaction(
      async (tx) => {
        await tx.query('INSERT INTO public.undone VALUES (1)')
        await tx.query(FOREVER)
      },
      { timeout: 200 },
    )
    await expect(work).rejects.toMatchObject({ name: 'DatabaseError', code: undefined })
    expect(await database.query('SELECT n FROM public.undone')).toEqual([])
  })

  it('does what a server does by itself: makes room, and counts', async () => {
    await database.query('CREATE TABLE public.busy AS SELECT n FROM generate_series(1, 1000) AS n')
    const dead = async (): Promise<unknown> => {
      await database.query('SELECT pg_stat_force_next_flush()::text')
      const [row] = await database.query(
        `SELECT n_dead_tup::integer AS dead, n_mod_since_analyze::integer AS changed
         FROM pg_stat_user_tables WHERE relname = 'busy'`,
      )
      return row
    }
    await database.query('UPDATE public.busy SET n = n + 1')
    expect(await dead()).toEqual({ dead: 1000, changed: 2000 })
    // It is due after each transaction.
    await database.transaction(async (tx) => tx.query('SELECT 1'))
    await expect.poll(dead).toEqual({ dead: 0, changed: 0 })
  })
})

describe('an embedded database as it is published', () => {
  let folder: string
  let close: () => Promise<void>

  beforeAll(async () => {
    ;({ folder, close } = await copyFolder())
  })
  afterAll(async () => close())

  it('syncs what is committed to disk', async () => {
    const source = `
      import fs from 'node:fs'
      import { syncBuiltinESMExports } from 'node:module'
      let count = 0
      const real = fs.fsyncSync
      fs.fsyncSync = (file) => { count++; return real(file) }
      syncBuiltinESMExports()
      const { openPGlite } = await import(process.argv[1] + 'pglite.js')
      const lite = await openPGlite(process.argv[2])
      await lite.query('CREATE TABLE public.notes (n integer)')
      const before = count
      for (let n = 0; n < 10; n++) await lite.query('INSERT INTO public.notes VALUES (1)')
      console.log(count - before)
      await lite.close()`
    const { stdout } = await run(process.execPath, [
      '--input-type=module',
      '-e',
      source,
      BUILT,
      folder,
    ])
    expect(Number(stdout)).toBeGreaterThanOrEqual(10)
  })

  it.each([
    ['CommonJS', ['-e'], 'const { openFolder } = require(process.argv[1])'],
    [
      'a module',
      ['--input-type=module', '-e'],
      'const { openFolder } = await import(process.argv[1])',
    ],
  ])(
    'runs for %s, keeps a process until it has answered, and no longer',
    async (_, flags, load) => {
      const source = `${load}
      void openFolder(process.argv[2]).then((database) => {
        void database.query('SELECT pg_sleep(0.1)::text').then(() => console.log('done'))
      })`
      const program = join(BUILT, 'index.js')
      const { stdout } = await run(process.execPath, [...flags, source, program, folder])
      expect(stdout).toBe('done\n')
    },
  )
})
