import type { DpopAttack } from './dpop-attack.js'
import { keyBindingAttacks } from './key-binding.js'
import { otherJwtAttacks } from './other-jwts.js'
import { proofFormAttacks } from './proof-form.js'
import { proofSignatureAttacks } from './proof-signatures.js'
import { proofTimeAttacks } from './proof-times.js'
import { requestBindingAttacks } from './request-binding.js'

/** Every attack on DPoP by a request that the client could have sent. */
export const dpopAttacks: readonly DpopAttack[] = [
  ...keyBindingAttacks,
  ...requestBindingAttacks,
  ...proofSignatureAttacks,
  ...proofFormAttacks,
  ...proofTimeAttacks,
  ...otherJwtAttacks,
]
