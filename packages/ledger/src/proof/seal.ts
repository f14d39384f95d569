import type { Heads, HeldHeads } from './heads.js'
import { isSame, linkHash, ZERO } from './link.js'

/** The secret that heads are sealed with; `undefined` in it: none. */
export interface Sealing {
  readonly secret: Uint8Array | undefined
}

/**
 * Uses and actions have chains of their own. The seal says which ends of them were there together: otherwise
 * an erasure could be undone, and the actions put back to what was in front of it, and nobody would know.
 */
function sealOf({ position, chain, action, actionHash }: Heads, { secret }: Sealing): Buffer {
  const ends = [position, chain, action, actionHash.toString('base64url')]
  return linkHash(secret, ZERO, JSON.stringify(['countersign-seal-1', ...ends]))
}

/** The seal to write for heads, hexadecimal; `null`: none, and so it stays. */
export function newSeal(heads: HeldHeads): string | null {
  return heads.sealing ? sealOf(heads, heads.sealing).toString('hex') : null
}

/** Whether the heads are as they were written; without secrets: by one who had none. */
export function isSealed(heads: Heads, secrets: readonly Uint8Array[]): boolean {
  return secrets.length === 0 ? isPlain(heads) : sealingWith(heads, secrets) !== undefined
}

/** With which of these they are sealed. Whoever goes on keeps to it, so that all who write know it. */
export function sealingWith(heads: Heads, secrets: readonly Uint8Array[]): Sealing | undefined {
  const { seal } = heads
  if (!seal) return undefined
  const secret = secrets.find((one) => isSame(sealOf(heads, { secret: one }), seal))
  return secret && { secret }
}

function isPlain(heads: Heads): boolean {
  const { position, chain, action, seal } = heads
  if (seal) return isSame(sealOf(heads, { secret: undefined }), seal)
  return position === 0 && chain === 0 && action === 0
}
