import { CALLS, CALLS_WITHOUT_PROVIDER } from './calls.js'
import { checkApi } from './check-api.js'
import type { TokenSource } from './clients.js'
import type { RunningServer } from './listen.js'
import { countAnswers, formatReport } from './report.js'
import { fetchTokens } from './tokens.js'

/**
 * Makes every call to the APIs, prints the report, and returns the exit code: 0 if all is right.
 * Stops the provider on the way: the last calls are made without it.
 */
export async function runCheck(
  provider: TokenSource & Pick<RunningServer, 'close'>,
  apis: Readonly<Record<string, string>>,
): Promise<number> {
  const tokens = await fetchTokens(provider)
  const before = await Promise.all(
    Object.entries(apis).map(async ([name, api]) => {
      return { name, api, checked: await checkApi(api, CALLS, tokens) }
    }),
  )
  console.log('\nThe identity provider stops: the last calls are made without it.')
  await provider.close()
  const checked = await Promise.all(
    before.map(async ({ name, api, checked: earlier }) => {
      return [name, [...earlier, ...(await checkApi(api, CALLS_WITHOUT_PROVIDER, tokens))]] as const
    }),
  )
  const results = Object.fromEntries(checked)
  const { passed, failed } = countAnswers(results)

  console.log(`\n${formatReport(results)}`)
  console.log(`\n${passed} passed, ${failed} failed`)
  return failed === 0 ? 0 : 1
}
