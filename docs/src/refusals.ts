import type { Refusal, RefusalReason, Step } from '@countersign/core/reasons'
import { REFUSALS, STEP_OF } from '@countersign/core/reasons'
import { code } from './markdown.js'
import { readText } from './repository.js'
import { withSiteLinks } from './repository-links.js'

/** One of the eight steps of the README, and the reasons that refuse at it. */
export interface CheckedStep {
  readonly title: string
  /** What the README says of it. */
  readonly text: string
  readonly steps: readonly Step[]
  readonly reasons: readonly RefusalReason[]
}

// The README tells two of the core's steps as one.
const STEPS_OF_README: readonly (readonly Step[])[] = [
  ['transport'],
  ['credentials'],
  ['shape', 'parse'],
  ['signature'],
  ['claims'],
  ['binding'],
  ['revocation'],
  ['policy'],
]

/** A section of a file, from its heading to the next one of the same level. */
export function sectionOf(file: string, heading: string): string {
  const text = readText(file)
  const from = text.indexOf(`\n## ${heading}\n`)
  if (from === -1) throw new Error(`${file} has no section "${heading}"`)
  const body = text.slice(text.indexOf('\n', from + 1) + 1)
  return body.split(/^## /m, 1).join('').trim()
}

/** The order of a request, as the README tells it, with every reason of the core. */
export function checkedSteps(): readonly CheckedStep[] {
  const section = sectionOf('README.md', 'What is checked, in this order')
  const items = [...section.matchAll(/^\d+\. \*\*(.+?)\*\*: (.*?)(?=^\d+\. |^$)/gms)]
  if (items.length !== STEPS_OF_README.length) {
    throw new Error(`README.md tells ${items.length} steps, and not ${STEPS_OF_README.length}`)
  }
  return items.map(([, title = '', text = ''], index) => {
    const steps = STEPS_OF_README[index] ?? []
    return {
      title,
      text: withSiteLinks('README.md', text.replaceAll(/\s+/g, ' ').trim()),
      steps,
      reasons: allReasons().filter((reason) => steps.includes(STEP_OF[reason])),
    }
  })
}

export function allReasons(): readonly RefusalReason[] {
  return Object.keys(REFUSALS) as RefusalReason[]
}

/** ``401 `invalid_token` `` */
export function answerOf({ status, code: error }: Pick<Refusal, 'status' | 'code'>): string {
  return error === undefined ? `${status}` : `${status} ${code(error)}`
}
