import { ConfigError } from '@countersign/core'

/** A name as it may stand in a statement. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** The name as it is: notices of what is recorded are told under that of the schema. */
export function unquoted(name: string): string {
  return name.replace(/^"(.*)"$/s, '$1').replaceAll('""', '"')
}

// PostgreSQL cuts names after 63 bytes: there has to be room for names made from this one.
const SCHEMA = /^[a-z_][a-z0-9_]{0,47}$/

/** The option `schema`, checked, and quoted; throws a ConfigError. */
export function quotedSchema(name: unknown): string {
  if (typeof name === 'string' && SCHEMA.test(name) && !name.startsWith('pg_')) return quoted(name)
  throw new ConfigError(
    'schema',
    'must be a name of at most 48 small letters, digits and _, that begins with none of 0-9 and not with pg_',
  )
}
