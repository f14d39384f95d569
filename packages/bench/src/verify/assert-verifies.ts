import { withOtherSignature } from '../access-tokens.js'
import type { Check } from '../peers.js'

/** Makes sure that it takes these tokens, and not every token: that would be the fastest way. */
export async function assertVerifies(
  name: string,
  check: Check,
  tokens: readonly string[],
): Promise<void> {
  for (const token of tokens) await check(token)
  const [token = ''] = tokens
  if (await isTaken(check, withOtherSignature(token))) {
    throw new Error(`${name} takes a token with a wrong signature`)
  }
}

async function isTaken(check: Check, token: string): Promise<boolean> {
  try {
    await check(token)
    return true
  } catch {
    return false
  }
}
