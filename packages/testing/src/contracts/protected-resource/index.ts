import type { ContractCase } from '../case.js'
import { challengeCases } from './challenge.js'
import { documentCases } from './document.js'

/** Rows PRM. */
export const protectedResourceCases: readonly ContractCase[] = [...documentCases, ...challengeCases]
