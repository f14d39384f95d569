/** Names of members whose value nobody should read, in any of the usual spellings. */
const SECRET =
  /^(?:.*[_-])?(?:password|passwd|pwd|secret|private[_-]?key|api[_-]?key|pin|cvv|cvc|(?:refresh|access)[_-]?token)$/i

/** What makes a JWK private (RFC 7518 §6), or is the key itself. */
const PRIVATE = new Set(['d', 'k', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'priv', 'seed'])

/** Whether the value of a claim is not to be shown. */
export function isSecretName(name: string): boolean {
  return SECRET.test(name) || SECRET.test(name.replaceAll(/([a-z\d])([A-Z])/g, '$1_$2'))
}

/** Whether a member of a JWK is not to be shown. */
export function isPrivateMember(name: string): boolean {
  return PRIVATE.has(name)
}
