import type { ContractFamily } from '../../packages/testing/dist/contracts/case.js'
import { REFUSALS } from '@countersign/core/reasons'
import { code, generatedPage, plain, table } from './markdown.js'
import { answerOf, checkedSteps, type CheckedStep, sectionOf } from './refusals.js'
import { importBuilt } from './repository.js'
import { withSiteLinks } from './repository-links.js'
import { textOf, type ReasonTexts } from './reason-texts.js'

interface Families {
  readonly families: readonly ContractFamily[]
}

/** What is checked, in which order, with which answer, and which cases of the contract hold it. */
export async function checksPage(texts: ReasonTexts): Promise<string> {
  const path = 'packages/testing/dist/contracts/families.js'
  const { families } = await importBuilt<Families>(path)
  const count = families.reduce((sum, { cases }) => sum + cases.length, 0)
  const steps = checkedSteps()
  const unstepped = families.filter(({ step }) => step === undefined)
  return generatedPage(`
# What is checked, in which order

A request passes eight steps. **No later answer is given while an earlier check would fail**: whoever may not know
whether a token is good learns nothing about what it allows. The reasons are names for your logs, and are never sent;
[Errors](./errors.md) says what to do about each.

The contract suite of [@countersign/testing](/packages/testing.md) holds all of it over HTTP: ${count} cases, which every
adapter passes. The [conformance list](./conformance.md) has the requirements that they stand for.

${steps.map((step, index) => sectionFor(step, index, families, texts)).join('\n\n')}

## All of the steps

What is about several steps, or about how they work together.

${unstepped.map(detailsOf).join('\n\n')}

## What is not checked

${notChecked()}
`)
}

function sectionFor(
  { title, text, steps, reasons }: CheckedStep,
  index: number,
  families: readonly ContractFamily[],
  texts: ReasonTexts,
): string {
  const rows = reasons.map((reason) => [
    `[${code(reason)}](./errors.md#${reason})<br>${answerOf(REFUSALS[reason])}`,
    plain(textOf(texts, reason).meaning),
  ])
  const held = families.filter(({ step }) => step !== undefined && steps.includes(step))
  return [
    `## ${index + 1}. ${title}`,
    `${text.charAt(0).toUpperCase()}${text.slice(1)}`,
    table(['Reason, and answer', 'When'], rows),
    ...held.map(detailsOf),
  ].join('\n\n')
}

function detailsOf({ name, cases }: ContractFamily): string {
  const items = cases.map(({ ids, title }) => {
    const rows = ids.length > 0 ? ` <small>${ids.join(', ')}</small>` : ''
    return `- ${plain(title)}${rows}`
  })
  return `::: details ${name}: ${cases.length} cases\n${items.join('\n')}\n:::`
}

function notChecked(): string {
  const section = sectionOf('README.md', 'What is checked, in this order')
  const text = section.split('**What is not checked**: ')[1]
  if (text === undefined) throw new Error('README.md does not say what is not checked')
  return withSiteLinks('README.md', text.charAt(0).toUpperCase() + text.slice(1))
}
