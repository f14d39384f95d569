import type { ContractCase } from '../case.js'
import { discoveryCases } from './discovery.js'
import { freshnessCases } from './freshness.js'
import { lastKnownGoodCases } from './last-known-good.js'
import { outageCases } from './outages.js'
import { recoveryCases } from './recovery.js'
import { refetchCases } from './refetch.js'

/** Rows META, and outages of the provider. */
export const metadataCases: readonly ContractCase[] = [
  ...discoveryCases,
  ...refetchCases,
  ...freshnessCases,
  ...outageCases,
  ...lastKnownGoodCases,
  ...recoveryCases,
]
