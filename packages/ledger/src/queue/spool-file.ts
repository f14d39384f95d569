import { createHash } from 'node:crypto'
import type { Batch, NewCount, NewUse } from '../use.js'

const VERSION = 1
const MOST_USES = 10_000
const MOST_COUNTS = 10_000
/** Of any text in a batch. */
const LONGEST = 1_000

const TEXTS = [
  'subject',
  'client',
  'token',
  'grant',
  'approval',
  'service',
  'method',
  'route',
  'reason',
  'scheme',
  'binding',
  'network',
  'agent',
  'tlsProtocol',
  'tlsCipher',
] as const satisfies readonly (keyof NewUse)[]

const KINDS: ReadonlySet<unknown> = new Set<NewCount['kind']>([
  'unattributed',
  'anonymous',
  'suppressed',
  'lost',
])

/** A batch as it stands in a file: what it is, and a line of JSON that the digest is of. */
export function spoolText(batch: Batch): string {
  const body = JSON.stringify(batch)
  return `${JSON.stringify({ version: VERSION, sha256: digestOf(body) })}\n${body}\n`
}

/** The batch in a file; throws unless it is whole, and one that was written here. */
export function batchOf(text: string, id: string): Batch {
  const [head = '', body = '', ...rest] = text.split('\n')
  const { version, sha256 } = parsed(head) as { version?: unknown; sha256?: unknown }
  if (version !== VERSION) throw new Error('a file in the spool is of another version')
  if (sha256 !== digestOf(body) || rest.join('') !== '') throw damaged()
  const batch = parsed(body) as Partial<Batch>
  const { uses, counts } = batch
  if (batch.id !== id || !Array.isArray(uses) || !Array.isArray(counts)) throw damaged()
  const isBounded = uses.length <= MOST_USES && counts.length <= MOST_COUNTS
  if (!isBounded || !uses.every(isUse) || !counts.every(isCount)) throw damaged()
  return { id, uses, counts }
}

function isUse(value: unknown): value is NewUse {
  const use = Object(value) as Partial<NewUse>
  return (
    isTime(use.at) &&
    isText(use.issuer) &&
    (use.decision === 'accepted' || use.decision === 'refused') &&
    (use.status === null || Number.isSafeInteger(use.status)) &&
    TEXTS.every((name) => use[name] === null || isText(use[name]))
  )
}

function isCount(value: unknown): value is NewCount {
  const { hour, service, kind, reason, count } = Object(value) as Partial<NewCount>
  return (
    isTime(hour) &&
    (service === null || isText(service)) &&
    KINDS.has(kind) &&
    (reason === null || isText(reason)) &&
    Number.isSafeInteger(count)
  )
}

function isTime(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value.length <= LONGEST && !/[\0\p{Surrogate}]/u.test(value)
}

/** What a parser says quotes the text. */
function parsed(text: string): object {
  try {
    return Object(JSON.parse(text)) as object
  } catch {
    throw damaged()
  }
}

function damaged(): Error {
  return new Error('a file in the spool is damaged')
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}
