import type { ContractCase } from '../case.js'
import { algorithmCases } from './algorithms.js'
import { asBearerCases } from './as-bearer.js'
import { bindingCases } from './binding.js'
import { challengeCases } from './challenge.js'
import { configurationCases } from './configuration.js'
import { hostCases } from './host.js'
import { jtiCases } from './jti.js'
import { keyMemberCases } from './key-members.js'
import { methodCases } from './method.js'
import { nextNonceCases } from './next-nonce.js'
import { nonceCases } from './nonce.js'
import { nonceSecretCases } from './nonce-secrets.js'
import { nonceTimeCases } from './nonce-time.js'
import { otherJwtCases } from './other-jwts.js'
import { policyCases } from './policies.js'
import { proofFormCases } from './proof-form.js'
import { publicUrlCases } from './public-url.js'
import { replayCases } from './replay.js'
import { requiredCases } from './required.js'
import { signatureCases } from './signatures.js'
import { targetCases } from './target.js'
import { timeCases } from './time.js'
import { tokenCases } from './tokens.js'

/** Rows DPOP, and what other rows say of proofs. */
export const dpopCases: readonly ContractCase[] = [
  ...proofFormCases,
  ...otherJwtCases,
  ...algorithmCases,
  ...signatureCases,
  ...keyMemberCases,
  ...methodCases,
  ...targetCases,
  ...publicUrlCases,
  ...hostCases,
  ...timeCases,
  ...nonceCases,
  ...nonceTimeCases,
  ...nextNonceCases,
  ...nonceSecretCases,
  ...replayCases,
  ...jtiCases,
  ...bindingCases,
  ...asBearerCases,
  ...tokenCases,
  ...challengeCases,
  ...policyCases,
  ...requiredCases,
  ...configurationCases,
]
