import { paragraph, table } from '../terminal/layout.js'
import { safeText } from '../terminal/safe-text.js'
import type { Style } from '../terminal/style.js'
import type { KeyReport, KeySetReport } from './check-key-set.js'

interface Look {
  readonly style: Style
  readonly columns: number
}

/** What was found of a key set, for a terminal. */
export function keySetText({ keys }: KeySetReport, look: Look): string {
  const parts = keys.map((key) => keyText(key, look))
  if (keys.length === 0) parts.push('The set holds no key.')
  return [...parts, summary(keys, look)].join('\n\n')
}

function keyText(key: KeyReport, { style, columns }: Look): string {
  const { index, kid, kty, crv, alg, use, thumbprint, verdict, problem, remarks } = key
  const marks = {
    used: style.green('used'),
    unused: style.dim('not used'),
    wrong: style.red('wrong'),
  }
  const kind = [kty, crv, alg, use].filter((part) => part !== undefined).join(' ')
  const name = kid === undefined ? style.dim('no kid') : style.bold(safeText(kid))
  const rows = [
    ...(thumbprint === undefined ? [] : [[style.dim('thumbprint'), thumbprint]]),
    ...(problem ? [['why', `${safeText(problem.text)} ${style.dim(problem.reference)}`]] : []),
    ...(problem?.fix === undefined ? [] : [['to do', problem.fix]]),
    ...remarks.map(({ verdict, text, reference }) => [
      verdict === 'wrong' ? style.red('wrong') : style.yellow('unusual'),
      `${text} ${style.dim(reference)}`,
    ]),
  ]
  const head = paragraph(`${index + 1}. ${name}  ${safeText(kind)}  ${marks[verdict]}`, columns)
  return rows.length === 0 ? head : `${head}\n${table(rows, columns, { indent: 3 })}`
}

function summary(keys: readonly KeyReport[], { style }: Look): string {
  const count = (wanted: KeyReport['verdict']): number =>
    keys.filter(({ verdict }) => verdict === wanted).length
  const wrong = count('wrong')
  const text = `${count('used')} used, ${count('unused')} not used, ${wrong} wrong`
  return wrong > 0 || count('used') === 0 ? style.red(text) : style.green(text)
}
