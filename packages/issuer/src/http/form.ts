import { ProtocolError } from '../endpoints/protocol-error.js'
import type { EndpointRequest, ReceivedBody } from './endpoint-request.js'

/** The parameters of a form. A parameter without a value counts as left out (RFC 6749 §3.2). */
export interface Form {
  /** The value of a parameter that may come once only. Throws a ProtocolError for more. */
  one(name: string): string | undefined
  /** The values of a parameter that may come several times (RFC 8707 §2, RFC 8693 §2.1). */
  all(name: string): readonly string[]
}

const FORM = /^application\/x-www-form-urlencoded *(?:;|$)/i
const MOST_PARAMETERS = 50

/** Reads the form of a request. Rejects with a ProtocolError if it has none. */
export async function readForm(request: EndpointRequest): Promise<Form> {
  const { headers } = request
  const type = headers['content-type']
  if (typeof type !== 'string' || !FORM.test(type)) {
    const message = 'The body must be application/x-www-form-urlencoded'
    throw new ProtocolError('invalid_request', message)
  }
  const coding = headers['content-encoding'] ?? 'identity'
  if (coding !== 'identity') {
    throw new ProtocolError('invalid_request', 'The body must not be compressed', { status: 415 })
  }
  return formOf(pairsOf(await request.body()))
}

type Pair = readonly [name: string, value: string]

function formOf(pairs: readonly Pair[]): Form {
  if (pairs.length > MOST_PARAMETERS) {
    throw new ProtocolError('invalid_request', 'The form has too many parameters')
  }
  const all = (name: string): readonly string[] =>
    pairs.flatMap(([one, value]) => (one === name && value !== '' ? [value] : []))
  return {
    all,
    one(name) {
      if (pairs.filter(([one]) => one === name).length > 1) {
        throw new ProtocolError('invalid_request', `The parameter ${name} must not be repeated`)
      }
      return all(name)[0]
    },
  }
}

function pairsOf(body: ReceivedBody): readonly Pair[] {
  return body instanceof Uint8Array ? parsedPairs(body) : givenPairs(body)
}

function parsedPairs(body: Uint8Array): readonly Pair[] {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body)
    return text === '' ? [] : text.split('&').map(parsedPair)
  } catch {
    throw malformed()
  }
}

function parsedPair(text: string): Pair {
  const equals = text.indexOf('=')
  const name = equals < 0 ? text : text.slice(0, equals)
  return [decoded(name), equals < 0 ? '' : decoded(text.slice(equals + 1))]
}

function decoded(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '))
}

/** What a parser of the application has made: texts, lists of them for what came twice, and no more. */
function givenPairs(body: Readonly<Record<string, unknown>>): readonly Pair[] {
  return Object.entries(body).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((one: unknown): Pair => {
      if (typeof one !== 'string') throw malformed()
      return [name, one]
    }),
  )
}

function malformed(): ProtocolError {
  return new ProtocolError('invalid_request', 'The form is malformed')
}
