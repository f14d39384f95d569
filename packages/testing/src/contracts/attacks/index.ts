import type { ContractCase } from '../case.js'
import { algConfusionCases } from './alg-confusion.js'
import { algLabelCases } from './alg-labels.js'
import { algNoneCases } from './alg-none.js'
import { base64urlCases } from './base64url.js'
import { claimCases } from './claims.js'
import { craftedSignatureCases } from './crafted-signatures.js'
import { critCases } from './crit.js'
import { crossJwtCases } from './cross-jwt.js'
import { injectedKeyCases } from './injected-keys.js'
import { jsonBytesCases } from './json-bytes.js'
import { jsonMemberCases } from './json-members.js'
import { jsonTextCases } from './json-text.js'
import { keyIdCases } from './key-ids.js'
import { keySetCases } from './key-sets.js'
import { signatureCases } from './signatures.js'
import { structureCases } from './structure.js'
import { unusableKeyCases } from './unusable-keys.js'

/** The attack tokens, ATK. Many hold rows JOSE, BCP and AT as well, and say so. */
export const attackCases: readonly ContractCase[] = [
  ...algNoneCases,
  ...injectedKeyCases,
  ...keyIdCases,
  ...algConfusionCases,
  ...algLabelCases,
  ...signatureCases,
  ...craftedSignatureCases,
  ...structureCases,
  ...base64urlCases,
  ...jsonMemberCases,
  ...jsonTextCases,
  ...jsonBytesCases,
  ...crossJwtCases,
  ...claimCases,
  ...critCases,
  ...unusableKeyCases,
  ...keySetCases,
]
