import { parseChallenges } from '@countersign/testing'

/** A challenge of a server (RFC 9110 §11.6.1). */
interface ReadChallenge {
  readonly scheme: string
  readonly parameters: Readonly<Record<string, string>>
}

/** What a paste shows of an HTTP request and its answer. */
export interface Exchange {
  /** Of the request; of several, where it is the same in all. */
  readonly method: string | undefined
  /** The same, without query: that may hold a token. */
  readonly path: string | undefined
  readonly host: string | undefined
  readonly status: number | undefined
  readonly challenges: readonly ReadChallenge[]
  /** How many challenges break the grammar. */
  readonly malformedChallenges: number
  /** How many `Authorization` lines a request has, at most. */
  readonly credentials: number
  /** How many `DPoP` lines it has. */
  readonly proofs: number
  readonly hasTokenInUrl: boolean
}

const LONGEST_LINE = 65_536
const MOST_LINES = 2_000

/** curl -v puts these in front: what was sent, and what came. */
const PREFIX = /^[<>*]\s/

/** Reads an HTTP request, an answer, or both, as they are pasted; of a token alone there is nothing. */
export function readExchange(input: string): Exchange {
  const lines = input
    .split('\n', MOST_LINES)
    .map((line) => line.slice(0, LONGEST_LINE).trim().replace(PREFIX, ''))
  const messages = messagesOf(lines)
  const requests = messages.filter(([first = '']) => REQUEST.test(first))
  const [status] = found(lines, STATUS)
  const challenges = lines
    .map((line) => /^www-authenticate\s*:\s*(.+)$/i.exec(line)?.[1])
    .filter((value) => value !== undefined)
    .map((value) => challengesIn(value))
  const most = (pattern: RegExp): number =>
    Math.max(...messages.map((message) => message.filter((line) => pattern.test(line)).length))
  return {
    method: same(requests, REQUEST),
    path: same(requests, TARGET)?.split(/[?#]/, 1)[0],
    host: same(requests.length > 0 ? requests : messages, /^host:\s*(\S+)/i),
    status: status === undefined ? undefined : Number(status),
    challenges: challenges.flatMap((one) => one ?? []),
    malformedChallenges: challenges.filter((one) => one === undefined).length,
    credentials: most(/^authorization\s*:/i),
    proofs: most(/^dpop\s*:/i),
    // And not in a form, which has no question mark.
    hasTokenInUrl: /\?(?:[^\s#?"'<>]*&)?access_token=/.test(input),
  }
}

const REQUEST = /^([A-Z]{3,10}) \S+ HTTP\/\d/
const TARGET = /^[A-Z]{3,10} (\S+) HTTP\/\d/
const STATUS = /^HTTP\/\d(?:\.\d)? (\d{3})/

/** Each with its first line; what stands in front of them may be a part of one. */
function messagesOf(lines: readonly string[]): readonly (readonly string[])[] {
  const messages: string[][] = [[]]
  for (const line of lines) {
    if (REQUEST.test(line) || STATUS.test(line)) messages.push([])
    messages.at(-1)?.push(line)
  }
  return messages
}

/** What the pattern finds first in each message, where that is always the same. */
function same(messages: readonly (readonly string[])[], pattern: RegExp): string | undefined {
  const values = new Set(messages.flatMap((message) => found(message, pattern).slice(0, 1)))
  const [value] = values
  return values.size === 1 ? value : undefined
}

function found(lines: readonly string[], pattern: RegExp): readonly string[] {
  return lines.flatMap((line) => pattern.exec(line)?.[1] ?? [])
}

/** `undefined`: it breaks the grammar. */
function challengesIn(value: string): readonly ReadChallenge[] | undefined {
  try {
    return parseChallenges(value).map(({ scheme, params }) => ({ scheme, parameters: params }))
  } catch {
    return undefined
  }
}
