import { checkApi } from './check-api.js'
import type { TokenSource } from './clients.js'
import { countAnswers, formatReport } from './report.js'
import { fetchTokens } from './tokens.js'

/** Makes every call to the APIs, prints the report, and returns the exit code: 0 if all is right. */
export async function runCheck(
  provider: TokenSource,
  apis: Readonly<Record<string, string>>,
): Promise<number> {
  const tokens = await fetchTokens(provider)
  const checked = await Promise.all(
    Object.entries(apis).map(async ([name, url]) => [name, await checkApi(url, tokens)] as const),
  )
  const results = Object.fromEntries(checked)
  const { passed, failed } = countAnswers(results)

  console.log(`\n${formatReport(results)}`)
  console.log(`\n${passed} passed, ${failed} failed`)
  return failed === 0 ? 0 : 1
}
