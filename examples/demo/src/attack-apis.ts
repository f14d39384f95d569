import { probe, type ProbeReport } from 'countersign'
import { fetchToken, table, type TokenSource } from 'example-shared'

/**
 * Attacks each API by its name as `countersign probe` does, with a good token of the provider, prints what was
 * found, and returns the exit code: 0 if nothing was.
 */
export async function attackApis(
  provider: TokenSource,
  apis: Readonly<Record<string, string>>,
): Promise<number> {
  const lines = await Promise.all(
    Object.entries(apis).map(async ([name, url]) => {
      const report = await probe({
        url: `${url}/orders`,
        token: await fetchToken(provider, 'reader'),
      })
      return { ok: report.verdict === 'clean', cells: [name, ...summaryOf(report)] }
    }),
  )
  const failed = lines.filter(({ ok }) => !ok).length

  console.log('\nForged tokens, and requests that no client would send:\n')
  console.log(table(lines.map(({ ok, cells }) => [ok ? 'ok' : 'WRONG', ...cells])))
  console.log(`\n${lines.length - failed} passed, ${failed} failed`)
  return failed === 0 ? 0 : 1
}

function summaryOf({ attacks, counts, findings, reason }: ProbeReport): readonly string[] {
  const run = attacks.filter(({ result }) => result !== 'not-run').length
  const found = findings.map(({ id }) => id).join(', ') || 'nothing found'
  return [`${run} attacks`, `${counts.requests} requests`, reason ?? found]
}
