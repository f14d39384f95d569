import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { EventEmitter, once } from 'node:events'
import { createServer, type IncomingMessage, request } from 'node:http'
import { check, createVerifier, scopes, type UsageMessage } from '@countersign/core'
import { createTestClock } from '@countersign/testing'
import { NodeStreamableHTTPServerTransport } from '@modelcontextprotocol/node'
import { McpServer } from '@modelcontextprotocol/server'
import express from 'express'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { authOf, mcpAuth, resourceMetadata, sessionIdFor } from '../src/index.js'
import { listen, serve } from './listen.js'
import { bearer, startProvider } from './provider.js'
import { call, post, toolServer } from './tools.js'

const clock = createTestClock(Date.now())
const { provider, verifier } = await startProvider({
  clock,
  resource: { resource: 'https://rs.example/mcp' },
})

function make(options: object): () => unknown {
  return () => mcpAuth(verifier, options)
}

describe('mcpAuth on bare http', () => {
  it('hands tools who it is', async () => {
    const url = await serve(toolServer(verifier))
    const message = call('tools/call', { name: 'read', arguments: {} })
    const answer = await post(url, message, bearer(await provider.token()))
    expect(await answer.json()).toMatchObject({ result: { content: [{ text: 'read by u1' }] } })
  })

  it('does so with version 2 of the SDK', async () => {
    const guard = mcpAuth(verifier, { tools: { write: scopes('write') } })
    const url = await serve((req: IncomingMessage & { body?: unknown }, res) => {
      void guard(req, res, async () => {
        const server = new McpServer({ name: 'tools', version: '1.0.0' })
        server.registerTool('read', {}, ({ http }) => ({
          content: [{ type: 'text', text: `read by ${authOf(verifier, http?.authInfo).subject}` }],
        }))
        const transport = new NodeStreamableHTTPServerTransport({ enableJsonResponse: true })
        await server.connect(transport)
        await transport.handleRequest(req, res, req.body)
      })
    })
    const headers = bearer(await provider.token())
    const read = await post(url, call('tools/call', { name: 'read', arguments: {} }), headers)
    expect(await read.json()).toMatchObject({ result: { content: [{ text: 'read by u1' }] } })
    expect((await post(url, call('tools/call', { name: 'write' }), headers)).status).toBe(403)
  })

  it('answers refusals itself: what comes next is only for those who may', async () => {
    const next = vi.fn<() => void>()
    const guard = mcpAuth(verifier, { policy: scopes('admin') })
    const url = await serve((req, res) => void guard(req, res, next))
    const absent = await fetch(url)
    expect(absent.status).toBe(401)
    expect(absent.headers.get('www-authenticate')).toContain(
      'resource_metadata="https://rs.example/.well-known/oauth-protected-resource/mcp"',
    )
    expect(await absent.json()).toMatchObject({ title: 'Unauthorized', status: 401 })
    expect((await fetch(url, { headers: bearer('x') })).status).toBe(401)
    expect((await fetch(url, { headers: bearer(await provider.token()) })).status).toBe(403)
    expect(next).not.toHaveBeenCalled()
  })

  it('answers an outage with 503, when to come again, and no challenge', async () => {
    const away = await startProvider()
    await away.provider.close()
    const url = await serve(toolServer(away.verifier))
    const answer = await post(url, call('ping'), bearer(await away.provider.token()))
    expect(answer.status).toBe(503)
    expect(answer.headers.get('retry-after')).toMatch(/^\d+$/)
    expect(answer.headers.has('www-authenticate')).toBe(false)
    expect(await answer.json()).toEqual({
      type: 'about:blank',
      title: 'Service Unavailable',
      status: 503,
    })
  })

  it('lets requests without credentials pass where they are optional, but not to what needs some', async () => {
    const options = { optional: true, tools: { write: scopes('write') } }
    const url = await serve(toolServer(verifier, options))
    const read = await post(url, call('tools/call', { name: 'read', arguments: {} }))
    expect(await read.json()).toMatchObject({
      result: { content: [{ text: 'read by undefined' }] },
    })
    expect((await post(url, call('tools/call', { name: 'write' }))).status).toBe(401)
    expect((await post(url, call('ping'), bearer('x'))).status).toBe(401)
  })

  it('says what is wrong with its options', () => {
    expect(() => mcpAuth({} as never)).toThrow('"verifier"')
    expect(make({ scopes: ['a'] })).toThrow('"scopes"')
    expect(make({ policy: 'a' })).toThrow('takes policies')
    expect(make({ optional: 'yes' })).toThrow('"optional"')
    expect(make({ sessions: 'none' })).toThrow('"sessions"')
    expect(make({ maxBodyBytes: 0 })).toThrow('"maxBodyBytes"')
    expect(make({ onError: 1 })).toThrow('"onError"')
    expect(make({ tools: { a: 'admin' } })).toThrow('"tools"')
    expect(make({ tools: 'admin' })).toThrow('"tools"')
    expect(make({ resources: { 'no uri': scopes('a') } })).toThrow('"resources"')
  })
})

/** An endless one, as that of `GET`. */
async function open(method: 'GET' | 'POST', body?: object, by = verifier): Promise<Response> {
  const guard = mcpAuth(by, { tools: { '*': scopes('read') } })
  const url = await serve(
    (req, res) => void guard(req, res, () => res.writeHead(200).write('data: 1\n\n')),
  )
  const headers = bearer(await provider.token())
  return body ? post(url, body, headers) : fetch(url, { method, headers })
}

function moveTime(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => {
    vi.useRealTimers()
    clock.set(Date.now())
  })
}

describe('a stream', () => {
  it.each([
    ['of GET', 'GET' as const, undefined],
    ['of a subscription', 'POST' as const, call('subscriptions/listen')],
  ])('%s ends with its token', async (_name, method, body) => {
    moveTime()
    const answer = await open(method, body)
    const text = answer.text()
    clock.advance(400)
    await vi.advanceTimersByTimeAsync(400_000)
    expect(await text).toBe('data: 1\n\n')
  })

  it('ends when its token is too old for the verifier', async () => {
    const { issuer } = provider
    const strict = createVerifier({
      issuer,
      audience: 'https://rs.example',
      clock,
      maxTokenAge: 60,
    })
    onTestFinished(() => strict.close())
    moveTime()
    const text = (await open('GET', undefined, strict)).text()
    clock.advance(70)
    await vi.advanceTimersByTimeAsync(70_000)
    expect(await text).toBe('data: 1\n\n')
  })

  it('leaves no timer behind where its client had left before it began', async () => {
    moveTime()
    const seen = new EventEmitter()
    const guard = mcpAuth(verifier, {
      policy: check(async () => {
        seen.emit('asked')
        await once(seen, 'left')
        return true
      }),
    })
    const url = await serve((req, res) => {
      res.once('close', () => seen.emit('left'))
      void guard(req, res, () => seen.emit('entered'))
    })
    const [asked, entered] = [once(seen, 'asked'), once(seen, 'entered')]
    const client = request(url, { headers: bearer(await provider.token()) })
    client.on('error', () => undefined).end()
    await asked
    client.destroy()
    await entered
    expect(vi.getTimerCount()).toBe(0)
  })

  it('of a call that began in time may end in its own', async () => {
    moveTime()
    const answer = await open('POST', call('tools/call', { name: 'read' }))
    const reader = answer.body?.getReader()
    await reader?.read()
    clock.advance(400)
    await vi.advanceTimersByTimeAsync(400_000)
    const ended = await Promise.race([reader?.read(), new Promise((done) => setImmediate(done))])
    expect(ended).toBe(undefined)
    await reader?.cancel()
  })
})

describe('a session', () => {
  const tokens = {
    owner: () => provider.token(),
    again: () => provider.token({ scope: 'read write', jti: 'another' }),
    subject: () => provider.token({ sub: 'u2' }),
    client: () => provider.token({ client_id: 'c2' }),
  }

  async function start(sessions?: 'any'): Promise<(id: string, token: string) => Promise<number>> {
    const guard = mcpAuth(verifier, sessions ? { sessions } : {})
    const url = await serve((req, res) => void guard(req, res, () => res.end(sessionIdFor(req))))
    return async (id, token) => {
      const headers = { ...bearer(token), ...(id && { 'mcp-session-id': id }) }
      const answer = await fetch(url, { headers })
      if (answer.ok) opened = await answer.text()
      return answer.status
    }
  }
  let opened = ''

  it('is its owner’s, with whatever token', async () => {
    const send = await start()
    expect(await send('', await tokens.owner())).toBe(200)
    const id = opened
    expect(id).toMatch(/^[\x21-\x7e]+$/)
    expect(await send(id, await tokens.again())).toBe(200)
    expect(await send(id, await tokens.subject())).toBe(404)
    expect(await send(id, await tokens.client())).toBe(404)
  })

  it.each(['x', 'a.b', '.', 'a.b.c', `a.${'é'.repeat(43)}`])('is none under %j', async (id) => {
    const send = await start()
    expect(await send(id, await tokens.owner())).toBe(404)
  })

  it('is one token’s where tokens say neither who nor through what', async () => {
    const { issuer } = provider
    const lax = createVerifier({ issuer, audience: 'https://rs.example', tokenType: 'jwt', clock })
    onTestFinished(() => lax.close())
    const guard = mcpAuth(lax)
    const url = await serve((req, res) => void guard(req, res, () => res.end(sessionIdFor(req))))
    const [mine, other] = await Promise.all(
      ['a', 'b'].map((jti) => provider.token({ sub: undefined, client_id: undefined, jti })),
    )
    const send = (token: string | undefined, more = {}): Promise<Response> =>
      fetch(url, { headers: { ...bearer(String(token)), ...more } })
    const session = { 'mcp-session-id': await (await send(mine)).text() }
    expect((await send(mine, session)).status).toBe(200)
    expect((await send(other, session)).status).toBe(404)
  })

  it('may have any identifier where nobody looks', async () => {
    const send = await start('any')
    expect(await send('x', await tokens.owner())).toBe(200)
  })
})

describe('usage', () => {
  it('names the operation in words of the application, and what refused it', async () => {
    const messages: UsageMessage[] = []
    const listener = (message: unknown): void => void messages.push(message as UsageMessage)
    subscribe('countersign:usage', listener)
    onTestFinished(() => void unsubscribe('countersign:usage', listener))
    const tools = { write: scopes('write'), '*': scopes('read') }
    const url = await serve(toolServer(verifier, { tools }))
    const headers = bearer(await provider.token())
    await (await post(url, call('tools/call', { name: 'write' }), headers)).text()
    await (await post(url, call('tools/call', { name: 'said by a client' }), headers)).text()
    await expect.poll(() => messages).toHaveLength(2)
    expect(messages[0]).toMatchObject({
      decision: 'refused',
      reason: 'insufficient_scope',
      route: 'tools: write',
      status: 403,
      subject: 'u1',
    })
    expect(messages[1]).toMatchObject({ decision: 'accepted', route: undefined })
  })
})

describe('resourceMetadata', () => {
  it('serves the document at the root of the host, on bare http as on Express', async () => {
    const serveIt = resourceMetadata(verifier)
    const app = express()
    app.use(serveIt, (_req, res) => void res.status(404).end())
    const bare = createServer((req, res) => void serveIt(req, res, () => res.writeHead(404).end()))
    for (const handler of [app, bare.listeners('request')[0] as typeof app]) {
      const { url, close } = await listen(handler)
      onTestFinished(close)
      const path = `${url}/.well-known/oauth-protected-resource`
      const answer = await fetch(`${path}/mcp`)
      expect(answer.headers.get('access-control-allow-origin')).toBe('*')
      expect(await answer.json()).toMatchObject({
        resource: 'https://rs.example/mcp',
        authorization_servers: [provider.issuer],
      })
      expect((await fetch(`${path}/mcp`, { method: 'HEAD' })).status).toBe(200)
      expect((await fetch(`${path}/mcp`, { method: 'OPTIONS' })).status).toBe(204)
      expect((await fetch(path)).status).toBe(404)
    }
  })
})

describe('authOf', () => {
  it('gives the Authentication of a request, too', async () => {
    const app = express()
    app.use(mcpAuth(verifier), (req, res) => void res.json(authOf(verifier, req).subject))
    const answer = await fetch(await serve(app), { headers: bearer(await provider.token()) })
    expect(await answer.json()).toBe('u1')
  })
})
