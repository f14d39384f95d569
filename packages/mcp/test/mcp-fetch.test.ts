import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { check, scopes, type UsageMessage } from '@countersign/core'
import { createProofKey, createTestClock, proof } from '@countersign/testing'
import { McpServer as McpServer1 } from '@modelcontextprotocol/sdk/server/mcp.js'
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js'
import {
  createMcpHandler,
  McpServer as McpServer2,
  requireScopes,
} from '@modelcontextprotocol/server'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { authOf, mcpFetch, sessionIdFor, type McpAuthOptions, type McpEntry } from '../src/index.js'
import { bearer, startProvider } from './provider.js'
import { call } from './tools.js'

const URL_OF = 'https://rs.example/mcp'
const METADATA = 'https://rs.example/.well-known/oauth-protected-resource/mcp'
const clock = createTestClock(Date.now())
const { provider, verifier } = await startProvider({ clock, resource: { resource: URL_OF } })

async function serveWith1(request: Request, entry: McpEntry): Promise<Response> {
  const server = new McpServer1({ name: 'tools', version: '1.0.0' })
  server.registerTool('read', {}, ({ authInfo }) => ({
    content: [{ type: 'text', text: `read by ${authOf(verifier, authInfo).subject}` }],
  }))
  const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true })
  await server.connect(transport)
  return transport.handleRequest(request, entry)
}

const handler2 = createMcpHandler(() => {
  const server = new McpServer2({ name: 'tools', version: '1.0.0' })
  server.registerTool('read', {}, ({ http }) => ({
    content: [{ type: 'text', text: `read by ${authOf(verifier, http?.authInfo).subject}` }],
  }))
  // What the SDK asks for by itself has our document in it, too.
  server.registerTool('erase', { scopeChallenge: requireScopes('erase') }, () => ({ content: [] }))
  return server
})

async function post(
  body: unknown,
  headers: Record<string, string>,
  url = URL_OF,
): Promise<Request> {
  const accept = 'application/json, text/event-stream'
  return new Request(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept, ...headers },
    body: JSON.stringify(body),
  })
}

const tool = (name: string): object => call('tools/call', { name, arguments: {} })
const tools = { write: scopes('write') }

describe.each([
  ['version 1', serveWith1],
  ['version 2', (request: Request, entry: McpEntry) => handler2.fetch(request, entry)],
] as const)('mcpFetch in front of %s of the SDK', (_line, serve) => {
  it.each([{}, { tools }])('hands tools who it is, with %j', async (options: McpAuthOptions) => {
    const answer = mcpFetch(verifier, serve, options)
    const response = await answer(await post(tool('read'), bearer(await provider.token())))
    expect(response.status).toBe(200)
    expect(await response.text()).toContain('read by u1')
  })

  it('asks for the scopes that a call needs', async () => {
    const answer = mcpFetch(verifier, serve, { tools })
    const response = await answer(await post(tool('write'), bearer(await provider.token())))
    expect(response.status).toBe(403)
    const challenge = response.headers.get('www-authenticate')
    expect(challenge).toContain(`resource_metadata="${METADATA}"`)
    expect(challenge).toContain('scope="write"')
  })
})

function sendOne(controller: ReadableStreamDefaultController<Uint8Array>): void {
  controller.enqueue(new TextEncoder().encode('data: 1\n\n'))
}

describe('mcpFetch', () => {
  const echo = vi.fn<(request: Request, entry: McpEntry) => Response>((_request, entry) =>
    Response.json(entry.parsedBody ?? null),
  )

  it('lets nobody in without a good token, in one header, over TLS', async () => {
    const answer = mcpFetch(verifier, echo)
    const token = await provider.token()
    const twice = new Headers([
      ['authorization', `Bearer ${token}`],
      ['authorization', `Bearer ${token}`],
    ])
    const plain = await post(tool('read'), bearer(token), 'http://rs.example/mcp')
    expect((await answer(new Request(URL_OF))).status).toBe(401)
    expect((await answer(new Request(URL_OF, { headers: bearer('x') }))).status).toBe(401)
    expect((await answer(new Request(URL_OF, { headers: twice }))).status).toBe(400)
    expect((await answer(plain.clone())).status).toBe(400)
    expect(echo).not.toHaveBeenCalled()
    expect((await answer(plain, { remoteAddress: '127.0.0.1' })).status).toBe(200)
  })

  it('takes a token that is bound to a key with a proof of it', async () => {
    const key = await createProofKey()
    const token = await provider.token({ cnf: { jkt: key.thumbprint } })
    const dpop = proof(key, { method: 'POST', url: URL_OF, token, clock })
    const answer = mcpFetch(verifier, echo)
    const bound = { authorization: `DPoP ${token}`, dpop }
    expect((await answer(await post(tool('read'), bound))).status).toBe(200)
    expect((await answer(await post(tool('read'), bound))).status).toBe(401)
    expect((await answer(await post(tool('read'), bearer(token)))).status).toBe(401)
  })

  it('refuses messages that are not understood, too long, or of another session', async () => {
    const answer = mcpFetch(verifier, echo, { tools, maxBodyBytes: 200 })
    const headers = bearer(await provider.token())
    const statusOf = async (body: unknown, more = {}): Promise<number> =>
      (await answer(await post(body, { ...headers, ...more }))).status
    expect(await statusOf({ method: 'tools/call' })).toBe(400)
    expect(await statusOf({ ...tool('read'), padding: 'x'.repeat(300) })).toBe(413)
    expect(await statusOf(tool('read'), { 'mcp-session-id': 'x' })).toBe(404)
    expect(await statusOf(tool('read'))).toBe(200)
    expect((await answer(new Request(URL_OF, { method: 'POST', headers }))).status).toBe(400)
  })

  it('answers a message that breaks off, and tells nobody: clients do so as they like', async () => {
    const onError = vi.fn<(error: unknown) => void>()
    const answer = mcpFetch(verifier, echo, { tools, onError })
    const body = new ReadableStream({
      pull: (controller) => controller.error(new Error('aborted')),
    })
    const headers = bearer(await provider.token())
    const half = new Request(URL_OF, { method: 'POST', headers, body, duplex: 'half' })
    expect((await answer(half)).status).toBe(400)
    expect(onError).not.toHaveBeenCalled()
  })

  it('takes a message that the application has read, and says so where it did not get it', async () => {
    const onError = vi.fn<(error: unknown) => void>()
    const answer = mcpFetch(verifier, echo, { tools, onError })
    const headers = bearer(await provider.token())
    const read = await post(tool('read'), headers)
    const parsedBody: unknown = await read.json()
    expect((await answer(read)).status).toBe(500)
    expect(onError).toHaveBeenCalledWith(expect.objectContaining({ name: 'ConfigError' }))
    expect(await (await answer(read, { parsedBody })).json()).toEqual(parsedBody)
    const write = await post(tool('write'), headers)
    expect((await answer(write, { parsedBody: await write.json() })).status).toBe(403)
  })

  it('verifies a request once, and tells of its use once, however often it is asked', async () => {
    const messages: UsageMessage[] = []
    const listener = (message: unknown): void => void messages.push(message as UsageMessage)
    subscribe('countersign:usage', listener)
    onTestFinished(() => void unsubscribe('countersign:usage', listener))
    const inner = mcpFetch(verifier, echo, { policy: scopes('read') })
    const answer = mcpFetch(verifier, (request) => inner(request))
    const key = await createProofKey()
    const token = await provider.token({ cnf: { jkt: key.thumbprint }, scope: 'read' })
    const dpop = proof(key, { method: 'POST', url: URL_OF, token, clock })
    const response = await answer(
      await post(tool('read'), { authorization: `DPoP ${token}`, dpop }),
    )
    expect(response.status).toBe(200)
    await response.text()
    expect(messages).toMatchObject([{ decision: 'accepted', status: 200 }])
  })

  it('makes sessions that are their owner’s', async () => {
    const open = mcpFetch(
      verifier,
      (_request, { authInfo }) => new Response(sessionIdFor(authInfo)),
    )
    const mine = bearer(await provider.token())
    const session = await (await open(new Request(URL_OF, { headers: mine }))).text()
    const of = (headers: object): Request =>
      new Request(URL_OF, { headers: { ...headers, 'mcp-session-id': session } })
    expect((await open(of(mine))).status).toBe(200)
    expect((await open(of(bearer(await provider.token({ sub: 'u2' }))))).status).toBe(404)
  })

  it('answers what fails with 500, and tells', async () => {
    const onError = vi.fn<(error: unknown) => void>()
    const fails = check(() => {
      throw new Error('secret')
    })
    const answer = mcpFetch(verifier, echo, { policy: fails, onError })
    const response = await answer(new Request(URL_OF, { headers: bearer(await provider.token()) }))
    expect(response.status).toBe(500)
    expect(await response.text()).not.toContain('secret')
    expect(onError).toHaveBeenCalledOnce()
  })

  it('exposes the challenge to pages of other origins', async () => {
    const answer = mcpFetch(verifier, echo)
    const response = await answer(
      new Request(URL_OF, { headers: { origin: 'https://app.example' } }),
    )
    expect(response.headers.get('access-control-expose-headers')).toBe('WWW-Authenticate')
  })

  it('leaves no timer to a stream that never began', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    onTestFinished(() => void vi.useRealTimers())
    const headers = bearer(await provider.token())
    const fails = mcpFetch(verifier, () => Promise.reject(new Error('handler')))
    await expect(fails(new Request(URL_OF, { headers }))).rejects.toThrow('handler')
    expect(vi.getTimerCount()).toBe(0)
    const never = mcpFetch(verifier, () => new Promise(() => undefined))
    const client = new AbortController()
    void never(new Request(URL_OF, { headers, signal: client.signal }))
    await expect.poll(() => vi.getTimerCount()).toBe(1)
    client.abort()
    expect(vi.getTimerCount()).toBe(0)
    void never(new Request(URL_OF, { headers, signal: client.signal }))
    await new Promise((done) => setImmediate(done))
    expect(vi.getTimerCount()).toBe(0)
  })

  it('ends a stream with its token, and tells of its use when it is over', async () => {
    const messages: UsageMessage[] = []
    const listener = (message: unknown): void => void messages.push(message as UsageMessage)
    subscribe('countersign:usage', listener)
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    onTestFinished(() => {
      unsubscribe('countersign:usage', listener)
      vi.useRealTimers()
      clock.set(Date.now())
    })
    const cancelled = vi.fn<() => void>()
    const answer = mcpFetch(verifier, () => {
      const stream = new ReadableStream({ start: sendOne, cancel: cancelled })
      return new Response(stream)
    })
    const response = await answer(new Request(URL_OF, { headers: bearer(await provider.token()) }))
    const text = response.text()
    await vi.advanceTimersByTimeAsync(1000)
    expect(messages).toEqual([])
    clock.advance(400)
    await vi.advanceTimersByTimeAsync(400_000)
    expect(await text).toBe('data: 1\n\n')
    expect(cancelled).toHaveBeenCalledOnce()
    expect(messages).toMatchObject([{ decision: 'accepted', status: 200, subject: 'u1' }])
  })
})

describe('a challenge that version 2 of the SDK makes by itself', () => {
  it('names our document', async () => {
    const answer = mcpFetch(verifier, (request, entry) => handler2.fetch(request, entry))
    const response = await answer(await post(tool('erase'), bearer(await provider.token())))
    expect(response.status).toBe(403)
    const challenge = response.headers.get('www-authenticate')
    expect(challenge).toContain('scope="erase"')
    expect(challenge).toContain(`resource_metadata="${METADATA}"`)
  })
})
