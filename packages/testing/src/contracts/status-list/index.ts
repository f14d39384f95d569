import type { ContractCase } from '../case.js'
import { fetchingCases } from './fetching.js'
import { freshnessCases } from './freshness.js'
import { listTokenCases } from './list-tokens.js'
import { referenceCases } from './references.js'
import { signerCases } from './signers.js'
import { statusCases } from './statuses.js'

/** Rows TSL. */
export const statusListCases: readonly ContractCase[] = [
  ...statusCases,
  ...referenceCases,
  ...listTokenCases,
  ...freshnessCases,
  ...fetchingCases,
  ...signerCases,
]
