import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url))

it('works on node:test', () => {
  const options = ['--test', '--test-reporter=tap', here('node-test.mjs')]
  const { status, stdout } = spawnSync(process.execPath, options, { encoding: 'utf8' })
  expect(stdout).toMatch(/^# pass 2$/m)
  expect(status).toBe(0)
})

// It is run here, and pasted from there.
it.each(['vitest.test.ts', 'node-test.mjs'])('stands in the README of the test kit: %s', (file) => {
  const readme = readFileSync(here('../../../testing/README.md'), 'utf8')
  expect(readme).toContain(readFileSync(here(file), 'utf8'))
})
