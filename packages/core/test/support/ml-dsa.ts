import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import type { Algorithm } from '../../src/index.js'

/** A fresh pair; throws on a Node without ML-DSA, whose types do not know these names either. */
export function mlDsaPair(algorithm: Algorithm): Record<'privateKey' | 'publicKey', KeyObject> {
  return generateKeyPairSync(algorithm.toLowerCase() as 'ed25519')
}

/** Whether this Node has ML-DSA: asked in another way than the code under test asks. */
export const nodeHasMlDsa: boolean = hasMlDsa()

function hasMlDsa(): boolean {
  try {
    mlDsaPair('ML-DSA-44')
    return true
  } catch {
    return false
  }
}
