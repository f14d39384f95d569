import { generatedPage, plain, table } from './markdown.js'
import { importBuilt } from './repository.js'

interface Row {
  readonly id: string
  readonly spec: string
  readonly requirement: string
  readonly level: string
}

interface Conformance {
  readonly rows: readonly Row[]
  readonly covered: ReadonlySet<string>
  /** Why a row has no case. */
  readonly reasons: ReadonlyMap<string, string>
  /** What a case does not hold of its row. */
  readonly partial: ReadonlyMap<string, string>
}

interface ConformanceList {
  readonly FAMILIES: Readonly<Record<string, string>>
  readonly familyOf: (id: string) => string
  readonly readConformance: () => Promise<Conformance | undefined>
}

/** Each requirement of the specifications, and whether a case of the contract holds it. */
export async function conformancePage(): Promise<string> {
  const list = await importBuilt<ConformanceList>('scripts/conformance-list.mjs')
  const state = await list.readConformance()
  if (!state) throw new Error('The contracts are not built')
  const { rows, covered } = state
  const families = [...new Set(rows.map(({ id }) => list.familyOf(id)))]
  const held = rows.filter(({ id }) => covered.has(id)).length
  const sections = families.map((family) => {
    const own = rows.filter(({ id }) => list.familyOf(id) === family)
    return sectionFor(list.FAMILIES[family] ?? family, own, state)
  })
  return generatedPage(`
# Conformance

What the specifications ask of a resource server, and a corpus of attack tokens: ${held} of ${rows.length} rows are held by
a case of the contract suite or a test of the approval server, which bear their ids. The order in which they are
checked: [What is checked](./checks.md).

${sections.join('\n\n')}
`)
}

function sectionFor(title: string, rows: readonly Row[], state: Conformance): string {
  const lines = rows.map(({ id, spec, requirement, level }) => [
    `<span class="nowrap">${id}</span>`,
    plain(requirement),
    plain(spec),
    level,
    stateOf(id, state),
  ])
  const held = rows.filter(({ id }) => state.covered.has(id)).length
  return `## ${plain(title)}\n\n${held} of ${rows.length} are held.\n\n${table(['Id', 'Requirement', 'Where', 'Level', 'Held'], lines)}`
}

function stateOf(id: string, { covered, reasons, partial }: Conformance): string {
  if (!covered.has(id)) return `no: ${plain(reasons.get(id) ?? 'without a reason')}`
  const still = partial.get(id)
  return still === undefined ? 'yes' : `in part: ${plain(still)}`
}
