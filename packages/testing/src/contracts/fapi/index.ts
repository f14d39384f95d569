import type { ContractCase } from '../case.js'
import { algorithmCases } from './algorithms.js'
import { configurationCases } from './configuration.js'
import { revocationCases } from './revocation.js'
import { smallKeyCases } from './small-keys.js'
import { tokenCases } from './tokens.js'

/** Rows FAPI. */
export const fapiCases: readonly ContractCase[] = [
  ...tokenCases,
  ...revocationCases,
  ...algorithmCases,
  ...smallKeyCases,
  ...configurationCases,
]
