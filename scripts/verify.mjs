// Everything that has to hold before a change is merged, on a machine with only Node and npm.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { PNPM, pnpm } from './pnpm.mjs'
import { bin, root, run, succeeds } from './run.mjs'
import { check, count, finish, heading } from './tally.mjs'

// Without dependencies nothing else can run. All other steps go on after a failure.
if (await step('Install', () => pnpm('install', '--frozen-lockfile'))) {
  await step('Build', () => pnpm('exec', 'turbo', 'run', 'build', '--output-logs=errors-only'))
  heading('Lint, format, types, nothing unused')
  // Side by side: some of them keep one processor busy, and some of them two.
  const turbo = [...PNPM, 'exec', 'turbo', 'run', 'typecheck', '--output-logs=errors-only']
  await Promise.all([
    check('Lint', () => succeeds(root, [bin('oxlint'), '--deny-warnings'])),
    check('Format', () => succeeds(root, [bin('oxfmt'), '--check', '.'])),
    check('Types', () => succeeds(root, turbo)),
    check('Nothing unused', () => succeeds(root, [bin('knip')])),
  ])
  tests()
}
finish()

function step(title, command) {
  heading(title)
  return check(title, () => command() === 0)
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
