import { source } from 'axe-core'
import type { Page } from 'playwright-core'

interface Violation {
  readonly id: string
  readonly nodes: readonly { readonly target: unknown; readonly failureSummary?: string }[]
}

/** What axe finds wrong with what is shown, or with its colours alone: a line for each place. */
export async function accessibilityFaults(
  page: Page,
  about: 'everything' | 'colours',
): Promise<readonly string[]> {
  // Through the debugger, which the policy of the page does not bind. Once for each page: it is half a megabyte.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(source)
  const violations = await page.evaluate(async (about) => {
    const { axe } = globalThis as unknown as {
      axe: { run(options: object): Promise<{ violations: readonly Violation[] }> }
    }
    const only = about === 'colours' ? { runOnly: ['color-contrast'] } : {}
    // Without a list of all that is in order.
    return (await axe.run({ resultTypes: ['violations'], ...only })).violations
  }, about)
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} at ${String(target)}: ${failureSummary}`),
  )
}
