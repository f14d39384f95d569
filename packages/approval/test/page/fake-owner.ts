import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { readPageFiles } from '../../src/owner/http/page-files.js'
import { pageRoute } from '../../src/owner/http/page-route.js'
import type { Settings } from '../../src/settings.js'
import { answerOf, FakeError } from './fake-answers.js'
import { FakePasskeys } from './fake-passkeys.js'
import { FakeRecord } from './fake-record.js'

const BASE = '/auth'
const PAGE = new URL('../../page/', import.meta.url)
const MODULES = new URL('./', import.meta.resolve('@simplewebauthn/browser'))

/** The owner's side of a server, from memory: the real page, with its real headers, and answers that tests set. */
export class FakeOwner {
  readonly record = new FakeRecord()
  /** Of requests: `METHOD path`, and what was sent. */
  readonly received: { readonly call: string; readonly body: unknown }[] = []
  /** Answered in place of everything else: as a server that is away, or does not know the session. */
  failure: { readonly status: number; readonly error: string } | undefined
  readonly #server: Server
  readonly #streams = new Set<ServerResponse>()
  readonly #serve: ReturnType<typeof pageRoute>
  readonly passkeys: FakePasskeys
  readonly origin: string

  private constructor(server: Server) {
    this.#server = server
    const { port } = server.address() as AddressInfo
    this.origin = `http://localhost:${port}`
    this.passkeys = new FakePasskeys(this.origin)
    const settings = { origin: this.origin, basePath: BASE } as Settings
    this.#serve = pageRoute(settings, readPageFiles(PAGE, MODULES))
    server.on('request', (req, res) => void this.#answer(req, res))
  }

  static async start(): Promise<FakeOwner> {
    const server = createServer()
    server.listen(0, 'localhost')
    await once(server, 'listening')
    return new FakeOwner(server)
  }

  /** Address of a screen. */
  at(path = ''): string {
    return `${this.origin}${BASE}/owner/${path}`
  }

  /** Tells open pages. */
  send(event: 'approvals' | 'use', data: object, id?: number): void {
    const head = id === undefined ? '' : `id: ${id}\n`
    for (const stream of this.#streams) {
      stream.write(`${head}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
    }
  }

  get pages(): number {
    return this.#streams.size
  }

  /** Breaks the connections of open pages, as a restart would. */
  hangUp(): void {
    for (const stream of this.#streams) stream.destroy()
  }

  async close(): Promise<void> {
    this.#server.close()
    this.#server.closeAllConnections()
    await once(this.#server, 'close')
  }

  async #answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const { pathname, search } = new URL(req.url ?? '', this.origin)
    if (!pathname.startsWith(`${BASE}/owner/`)) return send(res, 404, {})
    const path = pathname.slice(`${BASE}/owner/`.length)
    if (!path.startsWith('api/')) return this.#serve(req, res, path)
    const call = `${req.method} ${path.slice('api/'.length)}`
    const body = req.method === 'GET' ? undefined : await json(req)
    this.received.push({ call: call + search, body })
    try {
      if (this.failure) throw new FakeError(this.failure.error, this.failure.status)
      if (call === 'GET events' && this.record.session) return this.#stream(res)
      const answer = await answerOf(this, call, body)
      return answer === undefined ? void res.writeHead(204).end() : send(res, 200, answer)
    } catch (error) {
      const known = error instanceof FakeError ? error : new FakeError('unavailable', 503)
      return send(res, known.status, { error: known.message })
    }
  }

  #stream(res: ServerResponse): void {
    res.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
    res.write(': open\n\n')
    this.#streams.add(res)
    res.on('close', () => this.#streams.delete(res))
  }
}

function send(res: ServerResponse, status: number, body: unknown): void {
  const type = typeof body === 'string' ? 'application/x-ndjson' : 'application/json'
  res.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' })
  res.end(typeof body === 'string' ? body : JSON.stringify(body))
}
