import type { ContractCase } from '../case.js'
import { otherSourceCases } from './other-sources.js'
import { refusalCases, scopeCases } from './refusals.js'
import { sourceCases } from './sources.js'

/** Rows BRR. */
export const bearerCases: readonly ContractCase[] = [
  ...sourceCases,
  ...otherSourceCases,
  ...refusalCases,
  ...scopeCases,
]
