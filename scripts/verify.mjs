// Everything that has to hold before a change is merged, on a machine with only Node and npm.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { pnpm } from './pnpm.mjs'
import { root, run } from './run.mjs'
import { check, count, finish, heading } from './tally.mjs'

// Without dependencies nothing else can run. All other steps go on after a failure.
if (await step('Install', () => pnpm('install', '--frozen-lockfile'))) {
  await step('Build', () => turbo('build'))
  await step('Lint', () => run('oxlint', '--deny-warnings'))
  await step('Format', () => run('oxfmt', '--check', '.'))
  await step('Types', () => turbo('typecheck'))
  await step('Nothing unused', () => run('knip'))
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
    for (const name of failuresIn(report)) console.log(`FAILED  ${name}`)
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

/** Names of the tests that failed, and of the files that did not get as far. */
function failuresIn({ testResults }) {
  return testResults
    .filter(({ status }) => status === 'failed')
    .flatMap(({ name, assertionResults }) => {
      const file = relative(root, name)
      const failed = assertionResults.filter(({ status }) => status === 'failed')
      return failed.length > 0 ? failed.map(({ fullName }) => `${file}: ${fullName}`) : [file]
    })
}
