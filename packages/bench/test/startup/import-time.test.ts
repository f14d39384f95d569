import { expect, it } from 'vitest'
import { importTime } from '../../src/startup/import-time.js'

it('is that of a process which imports a package, or nothing', async () => {
  expect(await importTime('jose')).toBeGreaterThan(0)
  expect(await importTime()).toBeGreaterThan(0)
})

it('is none where there is no such package', async () => {
  await expect(importTime('no-such-package')).rejects.toThrow('no-such-package')
})
