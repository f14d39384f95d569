import type { OutgoingHttpHeader, OutgoingHttpHeaders } from 'node:http'
import { hasHeader } from './credentials/header-lines.js'
import type { TokenRequest } from './token-request.js'

/** The part of `http.ServerResponse` that {@link exposeHeaders} needs. */
export interface ExposingResponse {
  getHeader(name: string): unknown
  setHeader(name: string, value: string): unknown
  writeHead: (...args: never[]) => unknown
}

type Headers = OutgoingHttpHeaders | OutgoingHttpHeader[]

/** What a client in a browser has to read, and no browser shows without being told to. */
const NEEDED = ['WWW-Authenticate', 'DPoP-Nonce']
const EXPOSED = 'access-control-expose-headers'

/**
 * The `Access-Control-Expose-Headers` of an answer to another origin that carries a challenge or a
 * nonce; `undefined`: it stays as it is. `present`: what the application exposes. `carries`: whether
 * the answer has a header, whose name is given in lower case.
 */
export function exposedNames(
  request: TokenRequest,
  present: readonly unknown[],
  carries: (name: string) => boolean,
): string | undefined {
  if (!hasHeader(request, 'origin')) return undefined
  const needed = NEEDED.filter((name) => carries(name.toLowerCase()))
  return needed.length > 0 ? joined(present, needed) : undefined
}

/**
 * Adds the challenge and the nonce to `Access-Control-Expose-Headers`, where an answer to another
 * origin carries them. The CORS middleware need not know of them, and what it exposes stays.
 */
export function exposeHeaders(response: ExposingResponse, request: TokenRequest): void {
  if (!hasHeader(request, 'origin')) return
  const writeHead = response.writeHead as (this: unknown, ...args: unknown[]) => unknown

  response.writeHead = (...args: unknown[]) => {
    const given = args.filter(isHeaders).flatMap(pairs)
    const valuesOf = (name: string): readonly unknown[] => {
      const own = given.filter(([key]) => key === name).map(([, value]) => value)
      return own.length > 0 ? own : [response.getHeader(name)].filter((one) => one !== undefined)
    }
    const carries = (name: string): boolean => valuesOf(name).length > 0
    const value = exposedNames(request, valuesOf(EXPOSED), carries)
    if (value === undefined) return writeHead.apply(response, args)
    response.setHeader('Access-Control-Expose-Headers', value)
    return writeHead.apply(
      response,
      args.map((arg) => (isHeaders(arg) ? withExposed(arg, value) : arg)),
    )
  }
}

function joined(present: readonly unknown[], needed: readonly string[]): string {
  const names = present.flatMap((value) => String(value).split(',')).map((name) => name.trim())
  const known = new Set(names.map((name) => name.toLowerCase()))
  const missing = needed.filter((name) => !known.has(name.toLowerCase()))
  return [...names.filter((name) => name !== ''), ...missing].join(', ')
}

function isHeaders(value: unknown): value is Headers {
  return typeof value === 'object' && value !== null
}

/** `writeHead` takes an object, a flat list of names and values, or a list of pairs. */
function pairs(headers: Headers): readonly (readonly [name: string, value: unknown])[] {
  if (!Array.isArray(headers)) {
    return Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])
  }
  const flat = Array.isArray(headers[0]) ? headers.flat() : headers
  return flat.flatMap((name, at) =>
    at % 2 === 0 ? [[String(name).toLowerCase(), flat[at + 1]] as const] : [],
  )
}

/** With its own list replaced, where it has one: it would win over the header that was set. */
function withExposed(headers: Headers, value: string): Headers {
  if (!pairs(headers).some(([name]) => name === EXPOSED)) return headers
  if (!Array.isArray(headers)) {
    const entries = Object.entries(headers).map(([name, own]) =>
      name.toLowerCase() === EXPOSED ? [name, value] : [name, own],
    )
    return Object.fromEntries(entries) as OutgoingHttpHeaders
  }
  const flat = Array.isArray(headers[0]) ? headers.flat() : headers
  return flat.map((one, at) =>
    at % 2 === 1 && String(flat[at - 1]).toLowerCase() === EXPOSED ? value : one,
  )
}
