import type { TlsVersion } from '../tls-version.js'

const NAMES: Readonly<Record<TlsVersion, string>> = {
  SSLv3: 'SSL 3.0',
  TLSv1: 'TLS 1.0',
  'TLSv1.1': 'TLS 1.1',
  'TLSv1.2': 'TLS 1.2',
  'TLSv1.3': 'TLS 1.3',
}

/** As people write it: `TLS 1.2`. */
export function versionName(version: TlsVersion): string {
  return NAMES[version]
}

/** The first few, and how many more there are. */
export function listOf(items: readonly string[], limit = 6): string {
  const more = items.length - limit
  // One more takes no more room than to say so.
  if (more <= 1) return conjunction(items)
  return `${items.slice(0, limit).join(', ')} and ${more} more`
}

/** What a server may have made as long as it liked. */
export function shortened(text: string, length = 100): string {
  return text.length > length ? `${text.slice(0, length)}…` : text
}

/** `a`, `a and b`, `a, b and c`. */
export function conjunction(items: readonly string[]): string {
  const last = items.at(-1) ?? ''
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} and ${last}`
}

/** A sentence as part of another one. */
export function lowered(sentence: string): string {
  // A name keeps its capital: `TLS 1.3 is not spoken`.
  return /^(?:[A-Z](?![a-z ])|Diffie-Hellman\b)/.test(sentence)
    ? sentence
    : sentence.slice(0, 1).toLowerCase() + sentence.slice(1)
}

/** Without the full stop, which the sentence around it has. */
export function unstopped(sentence: string): string {
  return sentence.trim().replace(/\.+$/, '')
}

/** What an error says, as a sentence of a report. */
export function sentenceOf(error: unknown): string {
  const text = unstopped(error instanceof Error ? error.message : String(error))
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`
}

/** `2 days`, `6 hours`, `300 seconds`: the largest unit that leaves no rest. */
export function duration(seconds: number): string {
  const units = [
    ['day', 86_400],
    ['hour', 3_600],
  ] as const
  for (const [unit, size] of units) {
    if (seconds >= size && seconds % size === 0) return counted(seconds / size, unit)
  }
  return counted(seconds, 'second')
}

export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
