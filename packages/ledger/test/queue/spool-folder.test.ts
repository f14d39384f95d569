import { chmod, lstat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ConfigError } from '@countersign/core'
import { temporaryFolder } from '@countersign/test-servers/vitest'
import { beforeEach, describe, expect, it } from 'vitest'
import { prepareSpoolFolder } from '../../src/queue/spool-folder.js'

let folder: string

beforeEach(async () => {
  folder = await temporaryFolder()
})

describe('the folder of a spool', () => {
  it('is made for this user alone', async () => {
    const path = join(folder, 'a', 'b')
    prepareSpoolFolder(path)
    prepareSpoolFolder(path)
    expect((await lstat(path)).mode & 0o777).toBe(0o700)
  })

  it.each([0o750, 0o705, 0o710, 0o701, 0o777])('is not one with mode %o', async (mode) => {
    await chmod(folder, mode)
    expect(() => prepareSpoolFolder(folder)).toThrow(ConfigError)
    expect(() => prepareSpoolFolder(folder)).toThrow('must be closed to other users')
  })

  it('is no link, and no file', async () => {
    await symlink(folder, join(folder, 'link'))
    await writeFile(join(folder, 'file'), '')
    for (const name of ['link', 'file', 'file/below'])
      expect(() => prepareSpoolFolder(join(folder, name))).toThrow('"spool" must be a folder')
  })
})
