import type { ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { JSON_TYPE, send } from './send.js'

/**
 * A way for a document to go wrong.
 *
 * - `down`: the connection is cut without an answer
 * - `hang`: no answer, ever
 * - `drip`: the right document, a byte every 50 ms, and then white space without end
 * - `html`: status 200 and a page of HTML
 * - `not-json`: status 200, named JSON, cut off in the middle
 * - `huge`: the right document behind 50 MB of white space
 * - `empty-set`: `{"keys":[]}`
 * - `other-issuer`: the metadata with `https://evil.example` for its issuer; a document that names no
 *   issuer, such as the JWKS, stays as it is
 * - `status`: the right document under another status, with these headers
 * - `delay`: the right document, after so many seconds
 * - `redirect`: 302 to that URL
 * - `body`: status 200 and this text, as JSON unless told otherwise
 */
export type Fault =
  | 'down'
  | 'hang'
  | 'drip'
  | 'html'
  | 'not-json'
  | 'huge'
  | 'empty-set'
  | 'other-issuer'
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  | { readonly delay: number }
  | { readonly redirect: string }
  | {
      readonly body: string
      readonly contentType?: string
      readonly headers?: Readonly<Record<string, string>>
    }

type NamedFault = Extract<Fault, string>

const DRIP_EVERY_MS = 50
const OTHER_ISSUER = 'https://evil.example'
const HUGE_CHUNKS = 800
const HUGE_CHUNK = Buffer.alloc(65_536, ' ')

/** Answers with the fault in place of the document. `type` is that of the right one. */
export function sendFault(
  res: ServerResponse,
  document: string,
  fault: Fault,
  type: string = JSON_TYPE,
): void {
  if (typeof fault === 'string') NAMED[fault](res, document)
  else if ('delay' in fault) sendLater(res, fault.delay, () => send(res, document, { type }))
  else if ('status' in fault) send(res, document, fault)
  else if ('redirect' in fault) res.writeHead(302, { Location: fault.redirect }).end()
  else send(res, fault.body, { type: fault.contentType, headers: fault.headers })
}

const NAMED: Readonly<Record<NamedFault, (res: ServerResponse, document: string) => void>> = {
  down: (res) => res.socket?.destroy(),
  hang: () => undefined,
  drip,
  html: (res) => send(res, '<!doctype html><title>Sign in</title>', { type: 'text/html' }),
  'not-json': (res, document) => send(res, document.slice(0, -1)),
  huge,
  'empty-set': (res) => send(res, '{"keys":[]}'),
  'other-issuer': (res, document) => send(res, underOtherIssuer(document)),
}

function sendLater(res: ServerResponse, seconds: number, answer: () => void): void {
  const timer = setTimeout(answer, seconds * 1000)
  timer.unref()
  res.once('close', () => clearTimeout(timer))
}

function underOtherIssuer(document: string): string {
  const members = JSON.parse(document) as Readonly<Record<string, unknown>>
  return 'issuer' in members ? JSON.stringify({ ...members, issuer: OTHER_ISSUER }) : document
}

function drip(res: ServerResponse, document: string): void {
  const bytes = Buffer.from(document)
  let at = 0
  res.writeHead(200, { 'Content-Type': JSON_TYPE })
  const timer = setInterval(() => {
    res.write(at < bytes.length ? bytes.subarray(at, at + 1) : ' ')
    at += 1
  }, DRIP_EVERY_MS)
  timer.unref()
  res.once('close', () => clearInterval(timer))
}

function huge(res: ServerResponse, document: string): void {
  res.writeHead(200, { 'Content-Type': JSON_TYPE })
  // A client that hangs up in the middle is what this fault is for.
  pipeline(Readable.from(hugeChunks(document)), res).catch(() => undefined)
}

function* hugeChunks(document: string): Generator<Buffer> {
  for (let sent = 0; sent < HUGE_CHUNKS; sent += 1) yield HUGE_CHUNK
  yield Buffer.from(document)
}
