import { CommandError } from '../command-error.js'
import type { KeyEntry } from './read-entries.js'

/** One of several keys, by its `kid`, or else by its number from 1. Throws a CommandError. */
export function pickEntry(
  entries: readonly KeyEntry[],
  pick: string | undefined,
): readonly KeyEntry[] {
  if (pick === undefined) return entries
  const named = entries.filter((entry) => entry.form === 'jwk' && entry.jwk['kid'] === pick)
  const [only, ...others] = named
  if (others.length > 0) {
    throw new CommandError(`${named.length} keys have this kid: pick one by its number`)
  }
  if (only) return [only]
  const numbered = /^[1-9]\d{0,5}$/.test(pick) ? entries[Number(pick) - 1] : undefined
  if (numbered) return [numbered]
  throw new CommandError(`There are ${entries.length} keys, and none of them is the one to pick`)
}
