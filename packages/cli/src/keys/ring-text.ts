import type { KeyRingStatus, KeyStatus } from '@countersign/issuer'
import { table } from '../terminal/layout.js'
import { safeText } from '../terminal/safe-text.js'
import type { Style } from '../terminal/style.js'

const STATES: Readonly<Record<KeyStatus['state'], string>> = {
  current: 'signs',
  next: 'next',
  retiring: 'retiring',
}

/** What a ring holds, for a terminal. `now` in milliseconds. */
export function ringText(
  { keys }: KeyRingStatus,
  now: number,
  { style, columns }: { readonly style: Style; readonly columns: number },
): string {
  const paint = { current: style.green, next: style.cyan, retiring: style.dim }
  const rows = keys.flatMap((key) => [
    [paint[key.state](STATES[key.state]), key.algorithm, style.bold(safeText(key.kid))],
    ['', '', timesOf(key, now / 1000)],
  ])
  return table(rows, columns)
}

function timesOf({ publishedAt, signsSince, publishedUntil }: KeyStatus, now: number): string {
  if (publishedUntil !== undefined) {
    return `published until ${timeOf(publishedUntil)}, ${inTime(publishedUntil - now)}`
  }
  return signsSince === undefined
    ? `published since ${timeOf(publishedAt)}`
    : `signs since ${timeOf(signsSince)}`
}

/** A time in seconds, in UTC. */
export function timeOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z').replace('T', ' ')
}

function inTime(seconds: number): string {
  if (seconds >= 172_800) return `${Math.round(seconds / 86_400)} days more`
  if (seconds >= 7_200) return `${Math.round(seconds / 3_600)} hours more`
  return `${Math.max(1, Math.round(seconds / 60))} minutes more`
}
