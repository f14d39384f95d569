// Everything that has to hold before a change is merged, on a machine with only Node and npm.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pnpm } from './pnpm.mjs'
import { run } from './run.mjs'
import { check, count, finish, heading } from './tally.mjs'

// Without dependencies nothing else can run. All other steps go on after a failure.
if (step('Install', () => pnpm('install', '--frozen-lockfile'))) {
  step('Build', () => turbo('build'))
  step('Lint', () => run('oxlint', '--deny-warnings'))
  step('Format', () => run('oxfmt', '--check', '.'))
  step('Types', () => turbo('typecheck'))
  step('Nothing unused', () => run('knip'))
  tests()
}
finish()

function step(title, command) {
  heading(title)
  return check(title, () => command() === 0)
}

function turbo(task) {
  return pnpm('exec', 'turbo', 'run', task, '--output-logs=errors-only')
}

/** Runs every test, and counts each of them. */
function tests() {
  heading('Tests')
  const folder = mkdtempSync(join(tmpdir(), 'countersign-'))
  const file = join(folder, 'report.json')
  try {
    const status = run(
      'vitest',
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${file}`,
    )
    const report = JSON.parse(readFileSync(file, 'utf8'))
    count({
      passed: report.numPassedTests,
      // A file that does not load, or an error outside of any test, fails no test of its own.
      failed: Math.max(report.numFailedTests, status === 0 ? 0 : 1),
      skipped: report.numPendingTests + report.numTodoTests,
    })
  } catch (error) {
    console.error(error)
    count({ failed: 1 })
  } finally {
    rmSync(folder, { recursive: true })
  }
}
