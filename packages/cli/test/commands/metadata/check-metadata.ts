import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { run } from '../../../src/run.js'
import { fakeIo, type FakeIo, type FakeIoOptions } from '../../fake-io.js'

/** One line of the report. */
interface Told {
  readonly check: string
  readonly verdict: string
  readonly text: string
  readonly reference: string
  readonly fix?: string
}

/** What `countersign metadata` came to. */
export interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
  readonly documents: readonly { readonly title: string; readonly findings: readonly Told[] }[]
  /** The checks of all documents that did not pass. */
  readonly troubles: readonly Told[]
  readonly verdicts: (check: string) => readonly string[]
}

/** Runs it with `--json`. */
export async function metadata(args: readonly string[], options?: FakeIoOptions): Promise<Ran> {
  const io = fakeIo(options)
  const code = await run(['metadata', '--json', ...args], io)
  const documents = io.out() === '' ? [] : (io.json() as Pick<Ran, 'documents'>).documents
  const all = documents.flatMap(({ findings }) => findings)
  return {
    code,
    out: io.out(),
    err: io.err(),
    documents,
    troubles: all.filter(({ verdict }) => verdict !== 'passed'),
    verdicts: (name) => all.filter(({ check }) => check === name).map(({ verdict }) => verdict),
  }
}

/** Runs it as it is for a terminal of 80 columns. */
export async function plainMetadata(args: readonly string[]): Promise<FakeIo> {
  const io = fakeIo()
  await run(['metadata', ...args], io)
  return io
}

export type Answer = (request: IncomingMessage, response: ServerResponse) => void

/** A server that answers some paths, and is closed with the test. */
export interface Site {
  readonly origin: string
  /** Paths that were asked for. */
  readonly asked: readonly string[]
  readonly answers: Map<string, Answer>
}

export async function openSite(): Promise<Site> {
  const answers = new Map<string, Answer>()
  const asked: string[] = []
  const server: Server = createServer((request, response) => {
    asked.push(request.url ?? '')
    const answer = answers.get(request.url ?? '')
    if (answer) answer(request, response)
    else response.writeHead(404).end()
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { origin: `http://127.0.0.1:${port}`, asked, answers }
}

export const json =
  (document: unknown, headers: Readonly<Record<string, string>> = {}): Answer =>
  (_, response) => {
    const common = { 'content-type': 'application/json', 'cache-control': 'max-age=300' }
    response.writeHead(200, { ...common, ...headers }).end(JSON.stringify(document))
  }
