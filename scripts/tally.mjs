/** Counts checks, and says what they are in one style. */
const total = { passed: 0, failed: 0, skipped: 0 }

export function heading(title) {
  console.log(`\n── ${title} ${'─'.repeat(Math.max(0, 76 - title.length))}\n`)
}

/** Runs one check, which returns whether all is well, and counts it. */
export async function check(title, isWell) {
  const started = performance.now()
  const well = await isWell()
  const time = `${((performance.now() - started) / 1000).toFixed(1)} s`
  console.log(`${well ? 'ok    ' : 'FAILED'}  ${title} (${time})`)
  count(well ? { passed: 1 } : { failed: 1 })
  return well
}

export function count({ passed = 0, failed = 0, skipped = 0 }) {
  total.passed += passed
  total.failed += failed
  total.skipped += skipped
}

/** Prints the closing line `N passed, N failed`, and sets the exit code. */
export function finish() {
  const { passed, failed, skipped } = total
  // What needs another Node than this one; the matrix has them all.
  if (skipped > 0) console.log(`\n${skipped} skipped`)
  console.log(`\n${passed} passed, ${failed} failed`)
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0
}
