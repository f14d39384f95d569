// For people who report on refusals, in dashboards, alerts or documentation: every reason, what it is answered
// with, and at which step it refuses. Applications that only protect themselves do not need it.
export { REFUSALS } from './refusals.js'
export { STEP_OF, STEPS } from './steps.js'

export type { Reason } from './errors.js'
export type { ErrorCode, Refusal, RefusalReason } from './refusals.js'
export type { Step } from './steps.js'
