import { encryptedAttacks } from '../../attacks/tokens/encrypted.js'
import { refusesAttack } from '../attacks/refused-tokens.js'
import type { ContractCase } from '../case.js'

/** RFC 7516: an encrypted token says nothing about who made it. */
export const encryptedTokenCases: readonly ContractCase[] = encryptedAttacks.map(refusesAttack)
