import { readUrl } from '../http/own-url.js'
import { wrong, unusual, type Finding } from './finding.js'
import { quoted } from './quoted.js'

/** A document. Nothing of it has been checked. */
export type Members = Readonly<Record<string, unknown>>

/** The strings of a list; none where it is missing, or no such list, which {@link listFindings} tells. */
export function stringsOf(members: Members, name: string): readonly string[] {
  const value = members[name]
  return isStrings(value) ? value : []
}

export function has(members: Members, name: string): boolean {
  return members[name] !== undefined
}

/** Says which lists are none, or empty. */
export function listFindings(
  members: Members,
  names: readonly string[],
  reference: string,
): readonly Finding[] {
  return names.flatMap((name) => {
    const value = members[name]
    if (value === undefined) return []
    if (!isStrings(value)) {
      return [wrong(name, 'It is no list of strings.', reference, 'Write it as a JSON array.')]
    }
    if (value.length > 0) return []
    return [unusual(name, 'The list is empty: it should be left out.', reference)]
  })
}

/** Says which members are URLs that nobody should send anything to. */
export function urlFindings(
  members: Members,
  names: readonly string[],
  { check, reference }: { readonly check: string; readonly reference: string },
): readonly Finding[] {
  return names.flatMap((name) => {
    const value = members[name]
    const url = value === undefined ? undefined : readUrl(value)
    if (typeof url !== 'string') return []
    return [wrong(check, `${name} ${url}: ${quoted(value)}.`, reference, `Serve it by https.`)]
  })
}

function isStrings(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string')
}
