// The conformance list: every row, and whether a contract case, or a test of the approval server, holds it.
// Needs a build.
import { existsSync, readdirSync, readFileSync } from 'node:fs'

const root = new URL('../', import.meta.url)
const contracts = new URL('packages/testing/dist/contracts/index.js', root)
const approval = new URL('packages/approval/test/provider/', root)

/** What each family of rows is about. */
export const FAMILIES = {
  HTTP: 'RFC 9110, RFC 9112: HTTP authentication',
  BRR: 'RFC 6750: bearer tokens',
  JOSE: 'RFC 7515-7519: JOSE and JWT',
  BCP: 'RFC 8725: JWT best current practice',
  AT: 'RFC 9068: JWT access tokens',
  DPOP: 'RFC 9449: DPoP',
  MTLS: 'RFC 8705: certificate-bound tokens',
  INTR: 'RFC 7662, RFC 9701: introspection',
  META: 'RFC 8414: issuer metadata and keys',
  PRM: 'RFC 9728: protected resource metadata',
  STEP: 'RFC 9470: step-up authentication',
  RAR: 'RFC 9396: rich authorization requests',
  RI: 'RFC 8707: resource indicators',
  SEC: 'RFC 9700: OAuth security',
  FAPI: 'FAPI 2.0: resource servers',
  TSL: 'Token Status List',
  CIBA: 'CIBA: out-of-band approval',
  ATK: 'Attack tokens',
}

export const familyOf = (id) => id.slice(0, id.lastIndexOf('-'))
const readJson = (name) =>
  JSON.parse(readFileSync(new URL(`packages/testing/conformance/${name}`, root), 'utf8'))

/** Rows about a server are held by its own tests, whose titles begin with them. */
function rowsOfTests(folder) {
  const tests = readdirSync(folder).filter((name) => name.endsWith('.test.ts'))
  return tests.flatMap((name) => {
    const text = readFileSync(new URL(name, folder), 'utf8')
    return [...text.matchAll(/(?:^ *|\()'([A-Z]+-\d\d) /gm)].map(([, id]) => id)
  })
}

/** `DPOP-01..DPOP-31` stands for every row from the first to the last. */
function expand(range, ids) {
  const [first, last = first] = range.split('..')
  const [from, to] = [ids.indexOf(first), ids.indexOf(last)]
  return from < 0 || to < from ? [range] : ids.slice(from, to + 1)
}

function notesById(groups, text, ids) {
  return new Map(
    groups.flatMap((group) =>
      group.rows.flatMap((range) => expand(range, ids).map((id) => [id, group[text]])),
    ),
  )
}

/** What is wrong with the list itself, in words. */
export function faultsOf({ rows, covered, reasons, partial }) {
  const ids = rows.map(({ id }) => id)
  const known = new Set(ids)
  return [
    ...ids
      .filter((id) => !covered.has(id) && !reasons.has(id))
      .map((id) => `${id} has neither a case nor a reason`),
    ...[...covered].filter((id) => !known.has(id)).map((id) => `${id} has a case, but is no row`),
    ...[...reasons.keys()]
      .filter((id) => covered.has(id) || !known.has(id))
      .map((id) => `${id} has a reason, but ${known.has(id) ? 'a case too' : 'is no row'}`),
    ...[...partial.keys()]
      .filter((id) => !covered.has(id))
      .map((id) => `${id} is noted as partly covered, but has no case`),
  ]
}

/** `undefined` where the contracts are not built yet. */
export async function readConformance() {
  if (!existsSync(contracts)) return undefined
  const { coveredRows } = await import(contracts.href)
  const rows = readJson('rows.json')
  const open = readJson('open.json')
  const ids = rows.map(({ id }) => id)
  return {
    rows,
    covered: new Set([...coveredRows(), ...rowsOfTests(approval)]),
    reasons: notesById(open.notCovered, 'reason', ids),
    partial: notesById(open.partlyCovered, 'still', ids),
  }
}
