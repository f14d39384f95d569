import { REFUSALS } from '@countersign/core/reasons'
import type { Reason } from '@countersign/core'
import { code, generatedPage, plain, table } from './markdown.js'
import { allReasons, answerOf, checkedSteps } from './refusals.js'
import { textOf, type ReasonTexts } from './reason-texts.js'

/** Every answer, and every reason for it: from the one table in code. */
export function errorsPage(texts: ReasonTexts): string {
  const sections = checkedSteps().map(
    ({ title, reasons }) => `### ${title}\n\n${reasonsTable(reasons, texts)}`,
  )
  return generatedPage(
    `
# Errors

Three kinds, never mixed: the client's fault is an \`AuthError\` with 400, 401 or 403 and a challenge; ours or the
provider's is a \`DependencyError\` with 503, and never a 401; the programmer's is a \`ConfigError\`, thrown when a
verifier or a middleware is made.

## What is answered

${answersTable()}

Every 400, 401 and 403 carries a complete \`WWW-Authenticate\` challenge. All tokens that are no good get one answer, so
that it tells an attacker nothing about the check that has failed. No answer, error or log line of ours holds a token,
a proof or a key.

## Why: \`error.reason\`

Stable names, for logs, metrics and tests: as \`reason\` of an \`AuthError\`, and on the diagnostics channel
\`countersign:refused\`. Never sent to the client. Options that start with \`--\` are those of
[\`countersign verify\`](/packages/cli.md), which explains a token of yours in these words.

${sections.join('\n\n')}

### Not the client's fault

${reasonsTable(['dependency_unavailable'], texts)}

A \`DependencyError\` has \`Retry-After\`, and no challenge: the token may well be good. \`error.cause\` says what has
failed.

## When it is set up

A \`ConfigError\` is a \`TypeError\` whose \`option\` names what is wrong, by its path: \`dpop.maxAge\`,
\`issuer[1].keys\`. It is thrown by \`createVerifier\`, \`authenticate\` and all others that take options, for an option
that is not known, of another type or out of its range, or that contradicts another one; never on a request, but for two
mistakes that show only there: \`authorize\` where \`authenticate\` never ran, and \`authOf\` with another verifier. The
ranges stand with [the options](./options.md).
`,
    { frontMatter: { outline: 'deep' } },
  )
}

function reasonsTable(reasons: readonly Reason[], texts: ReasonTexts): string {
  const rows = reasons.map((reason) => {
    const { meaning, advice } = textOf(texts, reason)
    const answer = reason === 'dependency_unavailable' ? '503' : answerOf(REFUSALS[reason])
    const name = `<a id="${reason}"></a>${code(reason)}<br>${answer}`
    return [name, `${plain(meaning)}<br>${options(advice)}`]
  })
  return table(['Reason, and answer', 'What it means, and what to do'], rows)
}

/** Each answer once: its status, its code and what its body may say. */
function answersTable(): string {
  const answers = new Map(
    allReasons().map((reason) => {
      const refusal = REFUSALS[reason]
      return [`${answerOf(refusal)} ${refusal.message}`, refusal]
    }),
  )
  const rows = [...answers.values()].map(({ status, code: error, message }) => [
    `${status}`,
    error === undefined ? 'none' : code(error),
    plain(message),
  ])
  return table(
    ['Status', '`error`', 'Message'],
    [
      ...rows.toSorted(([one = ''], [other = '']) => one.localeCompare(other)),
      ['503', 'no challenge', 'for your log: it is not sent'],
    ],
  )
}

/** Options and commands of the command line are code. */
function options(advice: string): string {
  return plain(advice).replaceAll(/--[a-z][a-z-]*(?: jwt)?|countersign inspect/g, code('$&'))
}
