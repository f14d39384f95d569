import { isMembers, type Members } from './members.js'
import { isPrivateMember, isSecretName } from './secret-names.js'

// What may stand in front of a token is left out first, so that a megabyte of anything is read once.
const TOKEN = /(?<![\w-])eyJ[\w-]{4,}(?:\.[\w-]*){2,4}(?:~[\w\-~.]*)?/g
const PEM =
  /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[^]*?(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|$)/g

/** Names of what is a key, even where it does not say of which type. */
const KEYS = new Set(['jwk', 'epk'])

/** A copy for a screen or a report: tokens, private keys and passwords in it are told by their length. */
export function hideSecrets(members: Members): Members {
  return hiddenMembers(members, false)
}

/** The same of a value that has no name, or one that says nothing of it. */
export function hideSecretsIn(value: unknown): unknown {
  return shown(value, '')
}

function hiddenMembers(members: Members, isNamedKey: boolean): Members {
  const isKey = isNamedKey || 'kty' in members || 'crv' in members
  const copy = Object.create(null) as Record<string, unknown>
  for (const [name, value] of Object.entries(members)) {
    const isHidden = isSecretName(name) || (isKey && isPrivateMember(name))
    copy[name] = isHidden ? placeholder(value) : shown(value, name)
  }
  return copy
}

function shown(value: unknown, name: string): unknown {
  if (typeof value === 'string') {
    return value
      .replaceAll(TOKEN, (token) => `(a token of ${token.length} characters)`)
      .replaceAll(PEM, (pem) => `(a private key of ${pem.length} characters)`)
  }
  if (Array.isArray(value)) return value.map((one) => shown(one, name))
  return isMembers(value) ? hiddenMembers(value, KEYS.has(name)) : value
}

function placeholder(value: unknown): string {
  return typeof value === 'string' ? `(${value.length} characters, not shown)` : '(not shown)'
}
