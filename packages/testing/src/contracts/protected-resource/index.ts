import type { ContractCase } from '../case.js'
import { bindingMemberCases } from './bindings.js'
import { challengeCases } from './challenge.js'
import { documentCases } from './document.js'

/** Rows PRM. */
export const protectedResourceCases: readonly ContractCase[] = [
  ...documentCases,
  ...bindingMemberCases,
  ...challengeCases,
]
