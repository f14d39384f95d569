import type { ContractCase } from '../case.js'
import { configurationCases } from './configuration.js'
import { issuerCases } from './issuers.js'
import { optionalCases } from './optional.js'
import { policyCases } from './policies.js'
import { requestTargetCases } from './request-targets.js'

/** What an adapter and a verifier promise beyond the rows. */
export const adapterCases: readonly ContractCase[] = [
  ...optionalCases,
  ...requestTargetCases,
  ...issuerCases,
  ...policyCases,
  ...configurationCases,
]
