import type { Figure } from '../../packages/bench/dist/figure.js'
import type { BenchmarkResult, Results } from '../../packages/bench/dist/results.js'
import type { Table } from '../../packages/bench/dist/table.js'
import { code, generatedPage, plain, table } from './markdown.js'
import { importBuilt, readJson, SOURCES_URL } from './repository.js'

interface Figures {
  readonly showFigure: (figure: Figure) => string
}

/** The figures of the last full run of the benchmarks, and how to get others. */
export async function performancePage(): Promise<string> {
  const results = readJson('packages/bench/results.json') as Results
  const { showFigure } = await importBuilt<Figures>('packages/bench/dist/figure.js')
  const { node, openssl, cpu, cores, date } = results.machine
  const versions = Object.entries(results.versions).map(([name, version]) => `${name} ${version}`)
  return generatedPage(
    `
# Performance

Ratios, measured beside a floor or a peer in the same run: times are of no use on another machine. \`1.02 (0.99 … 1.05)\`
is the median of all rounds, and between which values the middle half of them lies; without a unit it is a ratio.
1.10 is a tenth dearer. How it is measured, and what each column is:
[packages/bench](${SOURCES_URL}/tree/main/packages/bench).

![CPU that each of the fastest peers, and Countersign, adds to a request](../packages/bench/results.svg){.chart}

## Measure it yourself

\`\`\`sh
git clone ${SOURCES_URL}.git && cd countersign
node scripts/pnpm.mjs install
node scripts/pnpm.mjs run bench --quick    # three minutes
node scripts/pnpm.mjs run bench            # figures that hold
node scripts/pnpm.mjs run bench verify http --json results.json
\`\`\`

The figures below: Node ${node}, OpenSSL ${openssl}, ${plain(cpu)}, ${cores} cores, ${date}, with
${plain(versions.join(', '))}.

${results.benchmarks.map((one) => sectionFor(one, showFigure)).join('\n\n')}
`,
    { frontMatter: { outline: [2, 2] } },
  )
}

function sectionFor(
  { name, question, notes, tables }: BenchmarkResult,
  show: Figures['showFigure'],
): string {
  return [
    `## ${plain(question)} {#${name}}`,
    ...notes.map(plain),
    ...tables.map((one) => tableOf(one, show)),
    `Again: ${code(`node scripts/pnpm.mjs run bench ${name}`)}`,
  ].join('\n\n')
}

function tableOf({ title, columns, rows }: Table, show: Figures['showFigure']): string {
  const lines = rows.map(({ name, cells }) => [
    plain(name),
    ...cells.map((cell) => (typeof cell === 'string' ? plain(cell) : show(cell))),
  ])
  return table([plain(title), ...columns.map(plain)], lines)
}
