import { NAMED_GROUPS, NEW_GROUPS, OLD_GROUPS } from '../hello/named-groups.js'
import type { Outcome } from '../outcome.js'
import type { Ask, Question } from './ask.js'
import { newestWith, TLS13_SUITES } from './newest-with.js'
import type { GroupSurvey, VersionSurvey } from './survey.js'

interface Groups {
  readonly asked: readonly number[]
  readonly accepted: readonly number[]
  readonly complete: boolean
}

/** The curves that a certificate for ECDSA may have. */
const OF_CERTIFICATES: ReadonlySet<number> = new Set([0x0017, 0x0018, 0x0019])

/**
 * Asks which groups a server agrees on keys in: in TLS 1.3, and in the newest of the other versions that it
 * speaks with ECDHE. What it speaks none of is not asked, and is not in the list.
 */
export async function surveyGroups(
  ask: Ask,
  versions: readonly VersionSurvey[],
): Promise<readonly GroupSurvey[]> {
  const [inNew, inOld] = await Promise.all([newGroups(ask, versions), oldGroups(ask, versions)])
  const all = [inNew, inOld].filter((groups) => groups !== undefined)
  return NAMED_GROUPS.flatMap((group) => {
    const outcome = outcomeOf(group.id, all)
    return outcome === undefined ? [] : [{ group, outcome }]
  })
}

function outcomeOf(id: number, all: readonly Groups[]): Outcome | undefined {
  const asking = all.filter(({ asked }) => asked.includes(id))
  if (asking.length === 0) return undefined
  if (asking.some(({ accepted }) => accepted.includes(id))) return 'accepted'
  return asking.every(({ complete }) => complete) ? 'refused' : 'inconclusive'
}

async function newGroups(
  ask: Ask,
  versions: readonly VersionSurvey[],
): Promise<Groups | undefined> {
  const spoken = newestWith(versions, TLS13_SUITES)
  // No key is sent along: it has to name the group that it wants (HelloRetryRequest, RFC 8446 §4.1.4).
  return spoken && enumerateGroups(ask, spoken, NEW_GROUPS)
}

async function oldGroups(
  ask: Ask,
  versions: readonly VersionSurvey[],
): Promise<Groups | undefined> {
  const spoken = newestWith(versions, ['ECDHE'])
  if (!spoken) return undefined
  const groups = await enumerateGroups(ask, spoken, OLD_GROUPS)
  return groups.complete ? withCertificateCurves(ask, spoken, groups) : groups
}

async function enumerateGroups(
  ask: Ask,
  spoken: Pick<Question, 'version' | 'suites'>,
  asked: readonly number[],
): Promise<Groups> {
  const accepted: number[] = []
  let left = asked
  while (left.length > 0) {
    const answer = await ask({ ...spoken, groups: left })
    if (answer.kind === 'refused') break
    const group = answer.kind === 'chosen' ? answer.group : undefined
    if (group === undefined) return { asked, accepted, complete: false }
    accepted.push(group)
    left = left.filter((id) => id !== group)
  }
  return { asked, accepted, complete: true }
}

/**
 * In TLS 1.2 the groups of a hello are those of certificates as well (RFC 8422 §5.1). Without the curve of its
 * certificate a server refuses whatever else is offered: so the rest is offered once more, with these curves
 * behind it.
 */
async function withCertificateCurves(
  ask: Ask,
  spoken: Pick<Question, 'version' | 'suites'>,
  groups: Groups,
): Promise<Groups> {
  const curves = groups.accepted.filter((id) => OF_CERTIFICATES.has(id))
  const accepted = [...groups.accepted]
  for (;;) {
    const left = groups.asked.filter((id) => !accepted.includes(id))
    if (curves.length === 0 || left.length === 0) return { ...groups, accepted }
    const answer = await ask({ ...spoken, groups: [...left, ...curves] })
    if (answer.kind === 'unclear') return { ...groups, accepted, complete: false }
    const group = answer.kind === 'chosen' ? answer.group : undefined
    // It prefers one of these to all that is left, so that nobody gets any of it.
    if (group === undefined || !left.includes(group)) return { ...groups, accepted }
    accepted.push(group)
  }
}
