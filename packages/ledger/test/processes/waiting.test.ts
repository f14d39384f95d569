import { openFolder } from '@countersign/database'
import { copyFolder, program } from '@countersign/test-servers/vitest'
import { expect, it, onTestFinished } from 'vitest'

const READY_PROCESS = new URL('ready-process.mjs', import.meta.url)

it('waits for a folder in a process that has nothing else to do', async () => {
  const { folder, close } = await copyFolder()
  onTestFinished(close)
  const database = await openFolder(folder)
  const other = program(READY_PROCESS, folder)
  const error = `the folder is in use by process ${process.pid}: each database needs one of its own`
  expect(await other.next()).toEqual({ event: 'unavailable', error })
  await database.close()
  expect(await other.next()).toBe('ready')
})
