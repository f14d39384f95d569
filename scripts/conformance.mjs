// Prints which rows of the conformance list have a contract case, or a test of the approval server, and why the
// others have none.
// Needs a build. Fails if a row has neither a case nor a reason, or a case names an unknown row.
import { FAMILIES, familyOf, faultsOf, readConformance } from './conformance-list.mjs'

function printFamily(family, rows, { covered, reasons, partial }) {
  const done = rows.filter(({ id }) => covered.has(id)).length
  console.log(`\n${FAMILIES[family] ?? family}: ${done} of ${rows.length}`)
  for (const { id, level, requirement } of rows) {
    const mark = covered.has(id) ? (partial.has(id) ? '~' : '+') : '-'
    const note = covered.has(id) ? partial.get(id) : (reasons.get(id) ?? 'NO REASON')
    const still = partial.has(id) ? 'still to come: ' : ''
    const text = `  ${mark} ${id.padEnd(7)} ${level.padEnd(6)} ${shorten(requirement, 78)}`
    console.log(note === undefined ? text : `${text}  [${still}${note}]`)
  }
}

function shorten(text, length) {
  return text.length <= length ? text : `${text.slice(0, length - 1).trimEnd()}…`
}

function printTotals(rows, { covered }) {
  const count = (wanted) => {
    const chosen = rows.filter(({ id }) => (familyOf(id) === 'ATK') === wanted)
    return `${chosen.filter(({ id }) => covered.has(id)).length} of ${chosen.length}`
  }
  console.log(`\n${count(false)} rows and ${count(true)} attack tokens have a case`)
}

const state = await readConformance()
if (!state) {
  console.error('the contracts are not built yet: run `pnpm build` first')
  process.exit(1)
}
const { rows } = state

console.log('+ covered   ~ covered in part   - not covered')
for (const family of new Set(rows.map(({ id }) => familyOf(id)))) {
  printFamily(
    family,
    rows.filter(({ id }) => familyOf(id) === family),
    state,
  )
}
printTotals(rows, state)

const wrong = faultsOf(state)
if (wrong.length > 0) console.error(`\n${wrong.join('\n')}`)
process.exitCode = wrong.length > 0 ? 1 : 0
