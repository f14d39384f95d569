import type { ContractCase } from '../case.js'
import { algorithmCases } from './algorithms.js'
import { claimFormCases } from './claim-forms.js'
import { encryptedTokenCases } from './encrypted-tokens.js'
import { keySelectionCases } from './key-selection.js'
import { rotationCases } from './rotation.js'
import { timeCases } from './times.js'
import { tokenTypeCases } from './token-types.js'

/** Rows JOSE that ask for more than a refusal; the attack tokens hold the others. */
export const joseCases: readonly ContractCase[] = [
  ...keySelectionCases,
  ...timeCases,
  ...claimFormCases,
  ...encryptedTokenCases,
]

/** Rows BCP, likewise. */
export const bcpCases: readonly ContractCase[] = algorithmCases

/** Rows AT, likewise. */
export const accessTokenCases: readonly ContractCase[] = [...tokenTypeCases, ...rotationCases]
