import { randomInt } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { copyFolder, program } from '@countersign/test-servers/vitest'
import { expect, it, onTestFinished } from 'vitest'
import { openFolder } from '../src/open-folder.js'
import { FOLDER_PROCESS } from './support/programs.js'

interface Found {
  readonly left: number
  readonly right: number
  readonly last: number
}

it('has all that was committed when its process is killed, and nothing by halves', async () => {
  const { folder, close } = await copyFolder()
  onTestFinished(close)
  let committed = 0
  for (let round = 0; round < 3; round++) {
    const writer = program(FOLDER_PROCESS, folder)
    const { found } = (await writer.next()) as { found: Found }
    expect(found.left).toBe(found.last)
    expect(found.right).toBe(found.last)
    // One may have been committed whose answer did not come any more.
    expect(found.last - committed).toBeGreaterThanOrEqual(0)
    expect(found.last - committed).toBeLessThanOrEqual(1)
    writer.send('write')
    await writer.next()
    await setTimeout(randomInt(150))
    await writer.kill()
    const last = writer.said.at(-1) as { committed: number } | undefined
    committed = last?.committed ?? found.last + 1
  }
  expect(committed).toBeGreaterThanOrEqual(3)
}, 60_000)

it('is begun anew where its process was killed while it was made', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-folder-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  // Half of one, which PGlite would take for a whole.
  mkdirSync(join(folder, 'data.new', 'base'), { recursive: true })
  writeFileSync(join(folder, 'data.new', 'PG_VERSION'), '18\n')
  const database = await openFolder(folder)
  expect(await database.query('SELECT 1 AS one')).toEqual([{ one: 1 }])
  await database.close()
  expect(readdirSync(folder)).toEqual(['data'])
}, 60_000)
