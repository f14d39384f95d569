import type { Context } from '../../command.js'
import type { Finding } from '../../inspect/finding.js'
import { table } from '../../terminal/layout.js'
import { safeText } from '../../terminal/safe-text.js'

/** What is wrong, and then what is unusual; nothing where there is nothing. */
export function renderFindings(
  findings: readonly Finding[],
  { style, columns }: Pick<Context, 'style' | 'columns'>,
): string {
  const part = (severity: Finding['severity'], title: string): string => {
    const rows = findings
      .filter((finding) => finding.severity === severity)
      .map(({ at, text }) => [at.replace(/^(?:claims|header)\./, ''), safeText(text)])
    return rows.length === 0 ? '' : `${title}\n${table(rows, columns, { indent: 2 })}`
  }
  return [part('wrong', style.red('Wrong')), part('unusual', style.yellow('Unusual'))]
    .filter((text) => text !== '')
    .join('\n')
}
