import { isDeepStrictEqual } from 'node:util'
import type { IssuerProfile } from '../config/resolve-issuer.js'

/** What the options of an issuer said of its keys, when they were made. */
export interface KeysAsked {
  readonly maxStale: number
  readonly url: string | undefined
  readonly entries: readonly unknown[] | undefined
}

/** A copy, because options are the application's, and a set may change in place. */
export function keysAsked({ keys, maxStale }: IssuerProfile): KeysAsked {
  if (!keys || keys instanceof URL) return { maxStale, url: keys?.href, entries: undefined }
  return { maxStale, url: undefined, entries: [...keys.keys] }
}

/** Whether a profile asks for the same keys still. Cheap where the set has the same objects in it. */
export function asksForThese(asked: KeysAsked, { keys, maxStale }: IssuerProfile): boolean {
  const { entries, url } = asked
  if (maxStale !== asked.maxStale) return false
  if (!keys || keys instanceof URL) return !entries && url === keys?.href
  const given: readonly unknown[] = keys.keys
  if (entries?.length !== given.length) return false
  return sameObjects(entries, given) || isDeepStrictEqual(entries, given)
}

// A loop, and no `every`: this is done for each token, and a set may have a thousand keys.
function sameObjects(some: readonly unknown[], others: readonly unknown[]): boolean {
  for (let at = 0; at < some.length; at++) if (some[at] !== others[at]) return false
  return true
}
