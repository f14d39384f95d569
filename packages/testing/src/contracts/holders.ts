import { createProofKey, type ProofKey } from '../index.js'
import { oncePerWorld } from './attacks/once-per-world.js'
import type { World } from './world.js'

const rsaKeyOf: (world: World) => Promise<ProofKey> = oncePerWorld(() => createProofKey('PS256'))

/** A new key for this algorithm. For RSA it is always the same one: a new one takes 100 ms and more. */
export async function holderBy(world: World, algorithm: ProofKey['algorithm']): Promise<ProofKey> {
  if (!/^[RP]S/.test(algorithm)) return createProofKey(algorithm)
  return { ...(await rsaKeyOf(world)), algorithm }
}
