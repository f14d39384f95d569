import type { ContractCase } from '../case.js'
import { discoveryCases } from './discovery.js'
import { outageCases } from './outages.js'
import { refetchCases } from './refetch.js'

/** Rows META, and outages of the provider. */
export const metadataCases: readonly ContractCase[] = [
  ...discoveryCases,
  ...refetchCases,
  ...outageCases,
]
