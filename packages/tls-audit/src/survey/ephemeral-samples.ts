import type { Answer, EphemeralKey } from '../hello/answer.js'
import { SHAREABLE_GROUPS } from '../hello/key-share.js'
import type { TlsVersion } from '../tls-version.js'
import type { Ask, Question } from './ask.js'
import { newestWith, TLS13_SUITES } from './newest-with.js'
import type { EphemeralKeys, GroupSurvey, VersionSurvey } from './survey.js'

/** Keeps the ephemeral keys that come along with answers. */
export interface Samples {
  /** Asks, and keeps the key of the answer. */
  readonly ask: Ask
  /** How many there are of a version and a kind, in the group that there are most of. */
  count(version: TlsVersion, kind: EphemeralKey['kind']): number
  /** `isComplete`: whether there are enough of every kind to say that none is used again. */
  result(isComplete: boolean): EphemeralKeys
  primes(): readonly number[]
}

export function createSamples(ask: Ask): Samples {
  // By version and kind, then by group: keys of two groups cannot be compared.
  const values = new Map<string, Map<string, string[]>>()
  const primes = new Set<number>()

  const keep = ({ version }: Question, answer: Answer): void => {
    if (answer.kind !== 'chosen' || !answer.ephemeralKey) return
    const { kind, publicValue, primeBits } = answer.ephemeralKey
    if (primeBits !== undefined) primes.add(primeBits)
    const family = values.get(familyOf(version, kind)) ?? new Map<string, string[]>()
    const group = String(answer.group ?? primeBits)
    family.set(group, [...(family.get(group) ?? []), publicValue.toString('hex')])
    values.set(familyOf(version, kind), family)
  }

  return {
    async ask(question) {
      const answer = await ask(question)
      keep(question, answer)
      return answer
    },
    count: (version, kind) => mostOf(values.get(familyOf(version, kind))),
    result(isComplete) {
      const all = [...values.values()].flatMap((family) => [...family.values()].flat())
      if (new Set(all).size < all.length) return { samples: all.length, reused: true }
      return { samples: all.length, reused: isComplete ? false : undefined }
    },
    primes: () => [...primes].toSorted((a, b) => a - b),
  }
}

function familyOf(version: TlsVersion, kind: EphemeralKey['kind']): string {
  return `${version} ${kind}`
}

function mostOf(family: ReadonlyMap<string, readonly string[]> | undefined): number {
  return Math.max(0, ...[...(family?.values() ?? [])].map(({ length }) => length))
}

/**
 * Asks until there are as many keys to compare as are wanted: in TLS 1.3, and of either kind in the newest of
 * the other versions that has it. Stops where the server does not go along.
 *
 * Gives whether two at least could be compared of each kind that the server has.
 */
export async function collectSamples(
  samples: Samples,
  wanted: number,
  versions: readonly VersionSurvey[],
  groups: readonly GroupSurvey[],
): Promise<boolean> {
  const collect = async (question: Question, kind: EphemeralKey['kind']): Promise<boolean> => {
    while (samples.count(question.version, kind) < wanted) {
      const before = samples.count(question.version, kind)
      await samples.ask(question)
      // A server that goes from group to group would be asked for ever.
      if (samples.count(question.version, kind) === before) break
    }
    return samples.count(question.version, kind) > 1
  }
  const inNew = newestWith(versions, TLS13_SUITES)
  const elliptic = newestWith(versions, ['ECDHE', 'ECDHE_PSK'])
  const finite = newestWith(versions, ['DHE', 'DHE_PSK'])
  // Some of them may be of the older versions alone.
  const shareable = groups.filter(
    ({ group, outcome }) => outcome === 'accepted' && SHAREABLE_GROUPS.includes(group.id),
  )

  const compared: boolean[] = []
  if (inNew) {
    let isCompared = hasMlKemAlone(groups)
    for (const { group } of shareable) {
      isCompared ||= await collect({ ...inNew, groups: [group.id], sharesIn: [group.id] }, 'ec')
    }
    compared.push(isCompared)
  }
  if (elliptic) compared.push(await collect(elliptic, 'ec'))
  if (finite) compared.push(await collect(finite, 'ffdhe'))
  return compared.length > 0 && compared.every(Boolean)
}

/** Then half of each key, at least, is the client's: a server has nothing that it could use again. */
function hasMlKemAlone(groups: readonly GroupSurvey[]): boolean {
  const open = groups.filter(({ outcome }) => outcome !== 'refused')
  return (
    open.length > 0 && open.every(({ group }) => group.kind === 'hybrid' || group.kind === 'kem')
  )
}
