import { parseChallenges, type Challenge } from '@countersign/testing'
import type { Io } from '../io.js'
import { fetchAnswer } from '../http/fetch-answer.js'
import { passed, unchecked, unusual, wrong, type Finding } from './finding.js'
import { quoted } from './quoted.js'

/** What the resource says to whoever comes without a token. */
export interface Challenged {
  readonly findings: readonly Finding[]
  /** Whether it wants a token, and says so. */
  readonly isChallenged: boolean
  /** Where it says that its metadata is. */
  readonly metadata: string | undefined
  /** Why nobody answered. */
  readonly silent: string | undefined
}

const CHECK = 'challenge'
const SCHEMES = new Set(['bearer', 'dpop'])

/** Asks for the resource without a token, by one GET. `expected`: where its metadata should be. */
export async function challengeOf(
  resource: string,
  expected: string,
  io: Pick<Io, 'signal' | 'now'>,
): Promise<Challenged> {
  const fetched = await fetchAnswer(resource, io, '*/*')
  if (fetched.outcome === 'silent') return nothing([], fetched.problem)
  const status = fetched.outcome === 'answered' ? fetched.answer.status : 200
  if (status !== 401) return nothing([notAsked(status)])
  const header =
    fetched.outcome === 'answered' ? fetched.answer.headers.get('www-authenticate') : null
  if (header === null) {
    const text = 'The 401 comes without WWW-Authenticate.'
    return nothing([wrong(CHECK, text, 'RFC 9110 §11.6.1', 'Send a challenge with every 401.')])
  }
  const challenges = parsed(header)
  if (!challenges) {
    return nothing([wrong(CHECK, 'WWW-Authenticate breaks its grammar.', 'RFC 9110 §11.6.1')])
  }
  const ours = challenges.filter(({ scheme }) => SCHEMES.has(scheme.toLowerCase()))
  if (ours.length === 0) {
    return nothing([wrong(CHECK, 'It names neither Bearer nor DPoP.', 'RFC 6750 §3')])
  }
  const metadata = ours.map(({ params }) => params['resource_metadata']).find((one) => one)
  return {
    findings: [...about(ours), pointer(metadata, expected)],
    isChallenged: true,
    metadata,
    silent: undefined,
  }
}

function nothing(findings: readonly Finding[], silent?: string): Challenged {
  return { findings, isChallenged: false, metadata: undefined, silent }
}

function notAsked(status: number): Finding {
  const fix = 'Name a path that wants a token.'
  if (status >= 500) return wrong(CHECK, `Without a token it answers ${status}.`, 'RFC 6750 §3')
  if (status >= 200 && status < 300) {
    return unusual(
      CHECK,
      `Without a token it answers ${status}: it wants none.`,
      'RFC 6750 §3',
      fix,
    )
  }
  return unchecked(CHECK, `Without a token it answers ${status}, and no 401.`, 'RFC 6750 §3', fix)
}

function about(challenges: readonly Challenge[]): readonly Finding[] {
  const names = challenges.map(({ scheme }) => scheme).join(' and ')
  const good = passed(CHECK, `Without a token: 401, and a challenge of ${names}.`, 'RFC 6750 §3')
  const code = challenges.map(({ params }) => params['error']).find((one) => one !== undefined)
  if (code === undefined) return [good]
  const text = `It names the error ${quoted(code)}, though no token came.`
  return [
    good,
    unusual(CHECK, text, 'RFC 6750 §3.1', 'Leave the error out where there is no token.'),
  ]
}

function pointer(metadata: string | undefined, expected: string): Finding {
  const check = 'resource_metadata'
  const reference = 'RFC 9728 §5.1'
  if (metadata === undefined) {
    const text = 'The challenge does not say where the metadata is.'
    return unusual(check, text, reference, `Add resource_metadata="${expected}".`)
  }
  if (metadata === expected)
    return passed(check, 'The challenge says where the metadata is.', reference)
  return unusual(check, `It is ${quoted(metadata)}, and not the well-known place.`, reference)
}

function parsed(header: string): readonly Challenge[] | undefined {
  try {
    return parseChallenges(header)
  } catch {
    return undefined
  }
}
