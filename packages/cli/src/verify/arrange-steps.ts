import type { Reason } from '@countersign/core'
import { STEP_OF, STEPS, type Step } from '@countersign/core/reasons'
import type { StepReport, StepState } from './step-report.js'
import { STEP_TITLES } from './steps.js'

/** What is known of a verification, to say which steps it made. */
export interface Course {
  /** `undefined`: all passed. */
  readonly reason: Reason | undefined
  /** Whether the issuer stands for the token: its signature was verified, or it has answered for it. */
  readonly isVouched: boolean
  /** Whether it has as many segments as a signed, an encrypted or an opaque token. */
  readonly isShaped: boolean
  /** Whether the policy has refused, and not the verifier. */
  readonly byPolicy: boolean
  /** Steps that were not asked, and why. */
  readonly notAsked: Readonly<Partial<Record<Step, string>>>
  readonly notes: Readonly<Partial<Record<Step, string>>>
  /** Steps before the one that failed that were not made to their end, and how far. */
  readonly unfinished: Readonly<Partial<Record<Step, string>>>
}

/** Every step, and how it ended. A step is said to have passed only where it is certain. */
export function arrangeSteps(course: Course): readonly StepReport[] {
  const failed = course.reason === undefined ? undefined : failedStep(course, course.reason)
  const at = failed === undefined ? STEPS.length : STEPS.indexOf(failed)
  return STEPS.map((step, index) => {
    const [title, question] = STEP_TITLES[step]
    const skipped = course.notAsked[step]
    const unfinished = course.unfinished[step]
    const ended = stateOf(index, at, skipped !== undefined, course.reason)
    const state = ended === 'passed' && unfinished !== undefined ? 'not reached' : ended
    const note = noteOf(state, { skipped, passed: course.notes[step], unfinished })
    return {
      number: index + 1,
      step,
      title,
      question,
      state,
      ...(note !== undefined && { note }),
    }
  })
}

interface Notes {
  readonly skipped: string | undefined
  readonly passed: string | undefined
  readonly unfinished: string | undefined
}

function noteOf(state: StepState, { skipped, passed, unfinished }: Notes): string | undefined {
  switch (state) {
    case 'not asked':
      return skipped
    case 'passed':
      return passed
    case 'not reached':
      return unfinished
    default:
      return undefined
  }
}

function stateOf(
  index: number,
  failed: number,
  isSkipped: boolean,
  reason: Reason | undefined,
): StepState {
  if (index === failed) return reason === 'dependency_unavailable' ? 'undecided' : 'failed'
  if (isSkipped) return 'not asked'
  return index < failed ? 'passed' : 'not reached'
}

/** At which step a verification has ended. */
export function failedStep(
  { isVouched, isShaped, byPolicy }: Pick<Course, 'isVouched' | 'isShaped' | 'byPolicy'>,
  reason: Reason,
): Step {
  if (byPolicy) return 'policy'
  if (reason === 'malformed_token' && !isShaped) return 'shape'
  // Whoever has to be asked once the signature is verified: a status list, an introspection endpoint.
  if (reason === 'dependency_unavailable' && isVouched) return 'revocation'
  const step = STEP_OF[reason]
  // `iss` is read before there is a signature to verify, and refused by the name of a claim.
  const isTooFar = !isVouched && STEPS.indexOf(step) > STEPS.indexOf('signature')
  return isTooFar ? 'signature' : step
}
