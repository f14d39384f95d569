import type { ContractCase } from '../case.js'
import { bindingCases } from './binding.js'
import { connectionCases } from './connections.js'
import { secrecyCases } from './secrecy.js'
import { transportCases } from './transport.js'

/** Rows SEC, and rows of other profiles that hold for bearer tokens as well. */
export const securityCases: readonly ContractCase[] = [
  ...connectionCases,
  ...secrecyCases,
  ...transportCases,
  ...bindingCases,
]
