import type { IncomingMessage } from 'node:http'
import { readBody } from './read-body.js'
import { Refusal } from './refusal.js'

type Pair = readonly [name: string, value: string]

/** The parameters of a form. One without a value counts as left out (RFC 6749 §3.2). */
export interface Form {
  readonly names: readonly string[]
  has(name: string): boolean
  /** As it is handed on: what was looked at here is what is read there. */
  readonly text: string
}

const FORM = /^application\/x-www-form-urlencoded *(?:;|$)/i
const MOST_PARAMETERS = 50
/** RFC 8707 §2 lets it come several times, and then says so with an error of its own. */
const REPEATABLE = 'resource'

/** Reads the form of a request, which somebody may have parsed before. Rejects with a Refusal. */
export async function readForm(req: IncomingMessage & { readonly body?: unknown }): Promise<Form> {
  if (!FORM.test(req.headers['content-type'] ?? '')) {
    throw refused('The body must be application/x-www-form-urlencoded')
  }
  if ((req.headers['content-encoding'] ?? 'identity') !== 'identity') {
    throw new Refusal('invalid_request', 'The body must not be compressed', { status: 415 })
  }
  const pairs = req.readableDidRead ? given(req.body) : parsed(await readBody(req))
  return formOf(pairs)
}

function formOf(pairs: readonly Pair[]): Form {
  if (pairs.length > MOST_PARAMETERS) throw refused('The form has too many parameters')
  const single = pairs.map(([name]) => name).filter((name) => name !== REPEATABLE)
  if (new Set(single).size < single.length) throw refused('A parameter must not be repeated')
  const params = new URLSearchParams()
  for (const [name, value] of pairs) if (value !== '') params.append(name, value)
  const names = [...new Set(params.keys())]
  return { names, has: (name) => params.has(name), text: params.toString() }
}

function given(body: unknown): readonly Pair[] {
  if (typeof body === 'string') return parsed(Buffer.from(body))
  if (body instanceof Uint8Array) return parsed(body)
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new Error('something has read the body of the request, and kept nothing of it')
  }
  return Object.entries(body).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((one: unknown): Pair => {
      if (typeof one !== 'string') throw malformed()
      return [name, one]
    }),
  )
}

function parsed(body: Uint8Array): readonly Pair[] {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body)
    return text === '' ? [] : text.split('&').map(pairOf)
  } catch {
    throw malformed()
  }
}

function pairOf(text: string): Pair {
  const equals = text.indexOf('=')
  const name = equals < 0 ? text : text.slice(0, equals)
  return [decoded(name), equals < 0 ? '' : decoded(text.slice(equals + 1))]
}

const decoded = (text: string): string => decodeURIComponent(text.replaceAll('+', ' '))

const malformed = (): Refusal => refused('The form is malformed')

const refused = (description: string): Refusal => new Refusal('invalid_request', description)
