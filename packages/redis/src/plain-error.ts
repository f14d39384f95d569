/**
 * What a client says went wrong, and no more: some clients keep the command with its arguments in their
 * errors, and those are names of proofs, or a secret.
 */
export function plainError(cause: unknown): Error {
  return new Error(cause instanceof Error ? cause.message : 'the client gave no reason')
}
