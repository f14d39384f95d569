import type { OutgoingHttpHeader, OutgoingHttpHeaders } from 'node:http'
import { NO_HEADERS } from './no-headers.js'

/** The part of `http.ServerResponse` that {@link holdHeaders} needs. */
export interface HeldResponse {
  setHeader(name: string, value: string): unknown
  writeHead: (...args: never[]) => unknown
}

type Headers = OutgoingHttpHeaders | OutgoingHttpHeader[]

/**
 * Sets headers that the application's own must not replace: they are written with the head, after
 * everything that a handler may have set.
 */
export function holdHeaders(response: HeldResponse, held: Readonly<Record<string, string>>): void {
  // Almost always.
  if (held === NO_HEADERS) return
  const names = Object.keys(held)
  if (names.length === 0) return
  const writeHead = response.writeHead as (this: unknown, ...args: unknown[]) => unknown
  const replaced = new Set(names.map((name) => name.toLowerCase()))

  response.writeHead = (...args: unknown[]) => {
    for (const name of names) response.setHeader(name, held[name] ?? '')
    return writeHead.apply(
      response,
      args.map((arg) => (isHeaders(arg) ? without(arg, replaced) : arg)),
    )
  }
}

function isHeaders(value: unknown): value is Headers {
  return typeof value === 'object' && value !== null
}

/** `writeHead` takes an object, a flat list of names and values, or a list of pairs. */
function without(headers: Headers, names: ReadonlySet<string>): Headers {
  const isHeld = (name: unknown): boolean => names.has(String(name).toLowerCase())
  if (!Array.isArray(headers)) {
    return Object.fromEntries(Object.entries(headers).filter(([name]) => !isHeld(name)))
  }
  const flat = Array.isArray(headers[0]) ? headers.flat() : headers
  return flat.filter((_, at) => !isHeld(flat[at - (at % 2)]))
}
