import { ConnectError } from '../connect/connect-error.js'

/** The head of an HTTP answer. */
export interface ResponseHead {
  readonly status: number
  /** Names in lower case, in the order in which they came. */
  readonly headers: readonly (readonly [name: string, value: string])[]
}

const STATUS_LINE = /^HTTP\/1\.[01] ([1-5]\d\d)(?: .*)?$/
const FIELD_LINE = /^([!#$%&'*+.^_`|~0-9a-z-]+):(.*)$/i

/**
 * The head of the final answer, once it is there as a whole; `undefined` until then. Interim answers
 * (RFC 9110 §15.2) are passed over.
 *
 * @throws ConnectError for what is no HTTP/1.
 */
export function takeHead(received: Buffer): ResponseHead | undefined {
  let rest = received.toString('latin1')
  for (;;) {
    const end = rest.indexOf('\r\n\r\n')
    if (end === -1) return undefined
    const head = parseHead(rest.slice(0, end).split('\r\n'))
    if (head.status >= 200) return head
    rest = rest.slice(end + 4)
  }
}

function parseHead([first = '', ...lines]: readonly string[]): ResponseHead {
  const status = Number(STATUS_LINE.exec(first)?.[1])
  if (!status) throw noHttp()
  const headers = lines.map((line) => {
    const [, name, value = ''] = FIELD_LINE.exec(line) ?? []
    if (name === undefined) throw noHttp()
    return [name.toLowerCase(), value.trim()] as const
  })
  return { status, headers }
}

function noHttp(): ConnectError {
  return new ConnectError('protocol', 'the server does not answer as HTTP/1 servers do')
}
