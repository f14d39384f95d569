import { dpopAttacks, tokenAttacks } from '@countersign/testing/attacks'
import type { ProbeAttack } from './attack.js'
import { httpAttacks } from './http-attacks.js'
import { memoryAttacks } from './memory-attacks.js'
import { ofTokens } from './of-tokens.js'
import { ofProofs } from './of-proofs.js'
import { protectionAttacks } from './protection-attacks.js'

/** Everything that a probe tries, in this order. */
export const allAttacks: readonly ProbeAttack[] = [
  ...protectionAttacks,
  ...httpAttacks,
  ...tokenAttacks.map(ofTokens),
  ...memoryAttacks,
  ...dpopAttacks.map(ofProofs),
]

/** The families, in the order of their attacks. */
export const FAMILIES: readonly string[] = [...new Set(allAttacks.map(({ family }) => family))]
