export { EXIT } from './exit-code.js'
export { probe } from './probe/probe.js'
export { ProbeError } from './probe/probe-error.js'
export { run } from './run.js'

export type { ExitCode } from './exit-code.js'
export type { Io, Output } from './io.js'
export type { ProbeErrorCode } from './probe/probe-error.js'
export type { ProbeOptions, ProbeProgress } from './probe/probe-options.js'
export type {
  AnswerSummary,
  AttackReport,
  AttackResult,
  Calibration,
  FindingCase,
  ProbeCounts,
  ProbeFinding,
  ProbeReport,
} from './probe/probe-report.js'
export type { ProbeSeverity } from './probe/severity.js'
