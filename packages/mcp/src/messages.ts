import { ProtocolError } from './answers.js'

/** What a message asks for. A notification is looked at as well: nothing says that it does nothing. */
export interface Call {
  readonly method: string
  readonly params: Readonly<Record<string, unknown>>
}

/** As many as the SDK takes in one batch. */
const MOST_MESSAGES = 100

/**
 * The calls in a body of JSON-RPC 2.0, one message or a batch; throws a ProtocolError for whatever is
 * neither, because a message that is not understood cannot be held against a policy.
 */
export function callsIn(body: unknown): readonly Call[] {
  const messages: readonly unknown[] = Array.isArray(body) ? body : [body]
  if (messages.length === 0 || messages.length > MOST_MESSAGES) throw new ProtocolError('malformed')
  return messages.flatMap((message) => callIn(message) ?? [])
}

/** The same of what nothing depends on; `undefined`: nobody knows. */
export function peekCalls(body: unknown): readonly Call[] | undefined {
  try {
    return callsIn(body)
  } catch {
    return undefined
  }
}

const WITHOUT_MESSAGE = new Set(['GET', 'HEAD', 'DELETE', 'OPTIONS'])

/** Whether a request of a method may hold a message: the SDK looks for one in `POST`. */
export function mayHoldCalls(method: string): boolean {
  return !WITHOUT_MESSAGE.has(method)
}

/** `undefined`: it is an answer to a message of ours, which asks for nothing. */
function callIn(message: unknown): Call | undefined {
  if (!isObject(message) || own(message, 'jsonrpc') !== '2.0') throw new ProtocolError('malformed')
  const answers = ['result', 'error'].filter((name) => Object.hasOwn(message, name))
  if (!Object.hasOwn(message, 'method')) {
    if (answers.length !== 1) throw new ProtocolError('malformed')
    return undefined
  }
  const method = own(message, 'method')
  const params = own(message, 'params') ?? {}
  if (typeof method !== 'string' || answers.length > 0 || !isObject(params)) {
    throw new ProtocolError('malformed')
  }
  return { method, params }
}

/** What names the tool, prompt or resource of a call; throws unless it is a text. */
export function textOf(object: Readonly<Record<string, unknown>>, name: string): string {
  const value = own(object, name)
  if (typeof value !== 'string') throw new ProtocolError('malformed')
  return value
}

/** The same for a list of texts, which may be missing. */
export function textsOf(
  object: Readonly<Record<string, unknown>>,
  name: string,
): readonly string[] {
  const values = own(object, name) ?? []
  if (!Array.isArray(values) || !values.every((value) => typeof value === 'string')) {
    throw new ProtocolError('malformed')
  }
  return values
}

/** The same for an object within it. */
export function objectOf(
  object: Readonly<Record<string, unknown>>,
  name: string,
): Readonly<Record<string, unknown>> {
  const value = own(object, name)
  if (!isObject(value)) throw new ProtocolError('malformed')
  return value
}

function own(object: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
