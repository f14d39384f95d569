import { inspect } from 'node:util'
import type { Answer } from './calls.js'
import type { CheckedCall } from './check-api.js'
import { table } from './table.js'

/** The checked calls of each API, by its name. */
export type CheckResults = Readonly<Record<string, readonly CheckedCall[]>>

/** A table of what was expected and what came, a column for each API, and then what was wrong. */
export function formatReport(results: CheckResults): string {
  const apis = Object.entries(results)
  const [, calls = []] = apis[0] ?? []
  const rows = calls.map(({ call }, index) => [
    call.name,
    `${call.method} ${call.path.replace('oauth-protected-resource', '…')}`,
    summary(call.expected),
    ...apis.map(([, checked]) => mark(checked[index])),
  ])
  const wrong = apis.flatMap(([api, checked]) =>
    checked.filter(({ ok }) => !ok).map((result) => describeWrong(api, result)),
  )
  const heading = ['', 'call', 'expected', ...apis.map(([api]) => api)]
  return [table([heading, ...rows]), ...wrong].join('\n\n')
}

/** Counts right and wrong answers. */
export function countAnswers(results: CheckResults): { passed: number; failed: number } {
  const checked = Object.values(results).flat()
  const passed = checked.filter(({ ok }) => ok).length
  return { passed, failed: checked.length - passed }
}

function summary({ status, challenge }: Answer): string {
  return [status, challenge?.['error']].filter(Boolean).join(' ')
}

function mark(result: CheckedCall | undefined): string {
  if (!result) return '-'
  return `${result.got instanceof Error ? 'none' : result.got.status} ${result.ok ? '✓' : '✗'}`
}

function describeWrong(api: string, { call, got }: CheckedCall): string {
  return `${api}: wrong answer to "${call.name}"\n${inspect({ expected: call.expected, got })}`
}
