import type { ContractCase } from '../case.js'
import { challengeCases } from './challenge.js'
import { schemeCases } from './scheme.js'

/** Rows HTTP. */
export const httpCases: readonly ContractCase[] = [...schemeCases, ...challengeCases]
