import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

/** Runs a file of tests as users of node:test do. */
function run(file: string): { status: number | null; stdout: string } {
  const path = fileURLToPath(new URL(`node-test/${file}`, import.meta.url))
  const options = ['--test', '--test-reporter=tap', path]
  return spawnSync(process.execPath, options, { encoding: 'utf8' })
}

it('runs a contract on node:test', () => {
  const { status, stdout } = run('good-store.mjs')
  expect(stdout).toContain('ok 1 - takes a key once')
  expect(stdout).toMatch(/^# fail 0$/m)
  expect(status).toBe(0)
})

it('fails there what the contract does not take', () => {
  const { status, stdout } = run('forgetful-store.mjs')
  expect(stdout).toContain('not ok 1 - takes a key once')
  expect(status).toBe(1)
})
