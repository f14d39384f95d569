import type { ContractCase } from '../case.js'
import { cachingCases } from './caching.js'
import { endpointCases } from './endpoints.js'
import { requestCases } from './requests.js'
import { responseCases } from './responses.js'
import { signedResponseCases } from './signed-responses.js'
import { withTokenCases } from './with-tokens.js'

/** Rows INTR, and those of other specifications about opaque tokens. */
export const introspectionCases: readonly ContractCase[] = [
  ...requestCases,
  ...responseCases,
  ...cachingCases,
  ...endpointCases,
  ...signedResponseCases,
  ...withTokenCases,
]
