import type { Io } from '../io.js'
import { fetchAnswer, type Answer } from '../http/fetch-answer.js'
import { isRecord } from '../keys/read-entries.js'
import { isTooDeep, parseJson } from '../parse-json.js'
import { passed, unusual, wrong, type Finding } from './finding.js'
import type { Members } from './members.js'
import { quoted } from './quoted.js'

/** What a request for a document came to. */
export type Got =
  | { readonly state: 'found'; readonly answer: Answer; readonly members: Members }
  /** It was answered that there is none. */
  | { readonly state: 'absent'; readonly status: number }
  /** It was answered, and nobody can use that. */
  | { readonly state: 'unusable'; readonly finding: Finding }
  /** Nobody answered. */
  | { readonly state: 'silent'; readonly problem: string }

/** Statuses that say that there is nothing here, or not for us. */
const ABSENT = new Set([401, 403, 404, 405, 410])

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** Gets a JSON object. `reference`: where it is written that it is one. */
export async function getDocument(
  url: string,
  reference: string,
  io: Pick<Io, 'signal' | 'now'>,
): Promise<Got> {
  const fetched = await fetchAnswer(url, io)
  if (fetched.outcome === 'silent') return { state: 'silent', problem: fetched.problem }
  const unusable = (text: string, fix?: string): Got => ({
    state: 'unusable',
    finding: wrong('document', text, reference, fix),
  })
  if (fetched.outcome !== 'answered') return unusable(`It is too large: ${fetched.problem}.`)
  const { answer } = fetched
  const { status, headers } = answer
  if (ABSENT.has(status)) return { state: 'absent', status }
  if (status >= 300 && status < 400) {
    const to = quoted(headers.get('location') ?? 'nowhere')
    return unusable(
      `It answers ${status}, to ${to}, and no verifier should follow.`,
      'Serve the document here.',
    )
  }
  if (status !== 200) return unusable(`It answers ${status}, not 200.`)
  const text = decoded(answer.body)
  if (text !== undefined && isTooDeep(text)) return unusable('It is nested too deeply.')
  const document = text === undefined ? undefined : parseJson(text)
  if (isRecord(document)) return { state: 'found', answer, members: document }
  const isPage = mediaType(headers) === 'text/html'
  return unusable(
    isPage ? 'It answers with a page of HTML, and status 200.' : 'It is no JSON object.',
    isPage ? 'Answer 404 where there is no document.' : undefined,
  )
}

/** What the header of an answer says. `types`: the media types that it may have. */
export function headerFindings(
  { headers, receivedAt }: Answer,
  types: readonly string[],
  reference: string,
): readonly Finding[] {
  return [typeFinding(headers, types, reference), cacheFinding(headers)].concat(
    clockFindings(headers, receivedAt),
  )
}

function typeFinding(headers: Headers, types: readonly string[], reference: string): Finding {
  const type = mediaType(headers)
  if (types.includes(type)) return passed('content type', `It is ${type}.`, reference)
  return wrong(
    'content type',
    `It is ${quoted(headers.get('content-type') ?? 'missing')}.`,
    reference,
    `Send Content-Type: ${types[0]}.`,
  )
}

/** Seconds: what is kept longer tells verifiers too late of new and of withdrawn keys. */
const LONG = 86_400

function cacheFinding(headers: Headers): Finding {
  const control = headers.get('cache-control')?.toLowerCase() ?? ''
  const reference = 'RFC 9111 §5.2'
  if (/\bno-store\b/.test(control)) {
    return unusual('caching', 'no-store: whoever verifies asks for it again each time.', reference)
  }
  const age = Number(/\bmax-age="?(\d{1,10})/.exec(control)?.[1] ?? Number.NaN)
  if (age > LONG) {
    return unusual('caching', `It may be kept for ${age} seconds, more than a day.`, reference)
  }
  const isTold = Number.isFinite(age) || ['etag', 'last-modified'].some((name) => headers.has(name))
  if (isTold || control !== '')
    return passed('caching', 'It is said how long to keep it.', reference)
  return unusual(
    'caching',
    'It is not said how long it may be kept, and there is no ETag.',
    reference,
    'Send Cache-Control: max-age=300.',
  )
}

/** Seconds that verifiers tolerate, ours by default, and that hardly any does. */
const TOLERATED = 5
const INTOLERABLE = 60

function clockFindings(headers: Headers, receivedAt: number): Finding[] {
  // A cache on the way keeps the Date, and says for how long it has had the answer (RFC 9111 §5.1).
  const age = /^\d{1,10}$/.test(headers.get('age') ?? '') ? Number(headers.get('age')) : 0
  const told = Date.parse(headers.get('date') ?? '') + age * 1000
  if (Number.isNaN(told)) return []
  // A Date has no fractions of a second.
  const apart = Math.max(0, Math.abs(told - receivedAt) / 1000 - 1)
  const reference = 'RFC 9110 §6.6.1'
  if (apart <= TOLERATED)
    return [passed('clock', 'It agrees with the clock of this machine.', reference)]
  const text = `It is ${Math.round(apart)} seconds ${told > receivedAt ? 'ahead of' : 'behind'} the clock of this machine.`
  const fix = 'Set both by NTP: times in tokens are compared with them.'
  return [(apart > INTOLERABLE ? wrong : unusual)('clock', text, reference, fix)]
}

function mediaType(headers: Headers): string {
  return (headers.get('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''
}

function decoded(body: Buffer): string | undefined {
  try {
    return utf8.decode(body)
  } catch {
    return undefined
  }
}
