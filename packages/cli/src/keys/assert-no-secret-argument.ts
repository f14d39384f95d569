import { CommandError } from '../command-error.js'
import type { KeyEntry } from './read-entries.js'
import type { Source } from './read-source.js'

/** Refuses a private key that was given as an argument: every process of the machine can see those. */
export function assertNoSecretArgument({ kind }: Source, entries: readonly KeyEntry[]): void {
  const isSecret = entries.some(
    (entry) =>
      entry.form === 'jwk' && ('d' in entry.jwk || 'k' in entry.jwk || 'priv' in entry.jwk),
  )
  if (kind !== 'argument' || !isSecret) return
  throw new CommandError('A private key as an argument is for everybody on this machine to see', {
    hint: 'Give it in a file, or by a pipe. This one has been seen: make another.',
  })
}
