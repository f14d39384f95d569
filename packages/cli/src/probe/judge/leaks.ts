import type { Answer, ProbeRequest } from '../http/outcome.js'

/** What an answer tells that it should keep to itself. */
export type Leak = 'token' | 'internals'

// A piece of a token. Names of headers, media types and well-known paths are shorter.
const PIECE = /[\w-]{24,}/g

const INTERNALS: readonly RegExp[] = [
  // A frame of a stack trace, as text and as Express puts it into HTML.
  /\bat (?:[^\n]{0,200}\()?(?:file:|node:|\/|[A-Za-z]:\\)[^\n]{0,300}:\d+:\d+/,
  /node_modules[/\\]|\bnode:internal\//,
  /(?:\/(?:home|root|usr|opt|srv|app|Users|var|tmp|workspace)\/|[A-Za-z]:\\)[^\s"'<>]{1,200}\.[cm]?[jt]sx?\b/,
]

/** Pieces of what is sent that must not come back. */
export function secretsOf({ query = '', headers = [], body = '' }: ProbeRequest): string[] {
  const sent = [query, body, ...headers.map(([, value]) => value)]
  // A token of 100 000 dots has none; what is long is cut, for there is one search for each.
  return [...new Set(sent.flatMap((part) => part.match(PIECE) ?? []))].slice(0, 50)
}

/** Pieces of what goes with every request: a key of the caller may be shorter than a piece of a token. */
export function secretsIn(values: readonly string[]): string[] {
  return [...new Set(values.flatMap((value) => value.split(/[\s,;=]+/)))].filter(
    ({ length }) => length >= 6,
  )
}

/** What leaks from an answer that refuses, and was not there in one to a good token. */
export function leakOf(
  answer: Answer,
  secrets: readonly string[],
  good: Answer | undefined,
): Leak | undefined {
  const text = textOf(answer)
  const known = good === undefined ? '' : textOf(good)
  if (secrets.some((secret) => text.includes(secret) && !known.includes(secret))) return 'token'
  if (INTERNALS.some((pattern) => pattern.test(text) && !pattern.test(known))) return 'internals'
  return undefined
}

// So much of a token is enough to know it by, however it was cut up.
const SHARED = 12

/** Text with what was sent cut out of it, piece by piece, and whatever looks like a token, or like one encoded again. */
export function redact(text: string, secrets: readonly string[]): string {
  const rest = secrets.reduce((rest, secret) => rest.replaceAll(secret, '[…]'), text)
  return rest
    .replaceAll(/eyJ[\w\-.]{8,}|[\w-]{40,}/g, '[…]')
    .replaceAll(/[\w-]{8,}/g, (run) => (isShared(run, secrets) ? '[…]' : run))
}

function isShared(run: string, secrets: readonly string[]): boolean {
  const starts = Math.max(1, run.length - SHARED + 1)
  return Array.from({ length: starts }, (_, at) => run.slice(at, at + SHARED)).some((part) =>
    secrets.some((secret) => secret.includes(part)),
  )
}

function textOf({ headers, body }: Answer): string {
  const lines = Object.entries(headers).map(([name, values]) => `${name}: ${values.join(', ')}`)
  return [...lines, body].join('\n')
}
