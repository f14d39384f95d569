import { CommandError } from '../command-error.js'

/** An HTTP request as it was pasted. */
export interface PastedRequest {
  readonly method: string
  /** As it stands in the request line. */
  readonly target: string
  /** Names and values in turn. */
  readonly rawHeaders: readonly string[]
  readonly body: string
}

const REQUEST_LINE = /^(?:> )?([A-Za-z]{1,20}) (\S+) HTTP\/\d(?:\.\d)?\s*$/
const MOST_HEADERS = 200

/**
 * Reads an HTTP request, as it stands or as `curl -v` prints it; `undefined`: there is none. Throws a
 * CommandError for one that is cut off in the middle.
 */
export function readRequest(text: string): PastedRequest | undefined {
  const lines = text.split('\n').map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line))
  const start = lines.findIndex((line) => REQUEST_LINE.test(line))
  const [, method, target] = REQUEST_LINE.exec(lines[start] ?? '') ?? []
  if (method === undefined || target === undefined) return undefined
  const isCurl = lines[start]?.startsWith('> ') === true
  const rest = lines.slice(start + 1)
  const own = isCurl
    ? rest.filter((line) => line.startsWith('>')).map((line) => line.slice(2))
    : rest
  const end = own.findIndex((line) => line.trim() === '')
  const head = end < 0 ? own : own.slice(0, end)
  if (head.length > MOST_HEADERS) throw new CommandError('The request has too many header lines')
  return {
    method,
    target,
    rawHeaders: head.flatMap((line) => headerOf(line)),
    body:
      isCurl || end < 0
        ? ''
        : own
            .slice(end + 1)
            .join('\n')
            .trim(),
  }
}

function headerOf(line: string): readonly [name: string, value: string] {
  const colon = line.indexOf(':')
  const name = line.slice(0, Math.max(colon, 0))
  if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name)) {
    throw new CommandError('A line of the request is no header', {
      hint: 'Paste it whole: request line, headers, an empty line.',
    })
  }
  return [name, line.slice(colon + 1).trim()]
}

/** A form (RFC 6750 §2.2), as a parser of an application would give it. */
export function formOf({ body, rawHeaders }: PastedRequest): unknown {
  const type = headerValue(rawHeaders, 'content-type') ?? ''
  if (body === '' || !type.toLowerCase().startsWith('application/x-www-form-urlencoded')) {
    return undefined
  }
  const form: Record<string, string | string[]> = {}
  const parameters = new URLSearchParams(body)
  for (const name of new Set(parameters.keys())) {
    const values = parameters.getAll(name)
    Object.defineProperty(form, name, {
      value: values.length > 1 ? values : values[0],
      enumerable: true,
    })
  }
  return form
}

/** The first value of a header, whose name is given in lower case. */
export function headerValue(rawHeaders: readonly string[], name: string): string | undefined {
  const at = rawHeaders.findIndex((one, index) => index % 2 === 0 && one.toLowerCase() === name)
  return at < 0 ? undefined : rawHeaders[at + 1]
}
