import type { RevocationEntry } from '@countersign/core/revocation'

const LAST_SECOND = 0xffff_ffff

/** Entries as they stand in Redis: `name:expiry:before`, with spaces between them. */
export function entriesToText(entries: readonly RevocationEntry[]): string {
  return entries
    .map(({ name, expiry, before }) => `${nameToText(name)}:${expiry}:${before}`)
    .join(' ')
}

export function nameToText(name: string): string {
  return Buffer.from(name, 'latin1').toString('base64url')
}

/** Throws an Error for a text that is none of ours. */
export function entriesFromText(text: string): readonly RevocationEntry[] {
  return text === '' ? [] : text.split(' ').map(entryFromText)
}

function entryFromText(text: string): RevocationEntry {
  const [, name = '', expiry, before] = /^([\w-]{22}):(\d{1,10}):(\d{1,10})$/.exec(text) ?? []
  const entry = {
    name: Buffer.from(name, 'base64url').toString('latin1'),
    expiry: Number(expiry),
    before: Number(before),
  }
  if (entry.expiry <= LAST_SECOND && entry.before <= LAST_SECOND) return entry
  throw new Error('Redis has something in its revocation list that is no entry')
}
