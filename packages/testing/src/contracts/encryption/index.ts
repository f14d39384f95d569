import type { ContractCase } from '../case.js'
import { encryptionAlgorithmCases } from './algorithms.js'
import { decryptionConfigurationCases } from './configuration.js'
import { envelopeCases } from './envelopes.js'
import { ephemeralKeyCases } from './ephemeral-keys.js'
import { goodTokenCases } from './good-tokens.js'
import { issuerDecryptionCases } from './issuers.js'
import { nestedCases } from './nested.js'
import { requiredEncryptionCases } from './required.js'
import { decryptionRotationCases } from './rotation.js'

/** Rows of all families that are about encrypted tokens. */
export const encryptionCases: readonly ContractCase[] = [
  ...goodTokenCases,
  ...nestedCases,
  ...ephemeralKeyCases,
  ...encryptionAlgorithmCases,
  ...envelopeCases,
  ...requiredEncryptionCases,
  ...decryptionRotationCases,
  ...issuerDecryptionCases,
  ...decryptionConfigurationCases,
]
