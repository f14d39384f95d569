import { connect } from 'node:net'
import { acr, allOf, check, role, scopes } from '@countersign/core'
import { parseChallenges } from '@countersign/testing'
import express from 'express'
import { afterAll, describe, expect, it } from 'vitest'
import { mcpAuth, type McpAuthOptions } from '../src/index.js'
import { listen, serve } from './listen.js'
import { bearer, startProvider } from './provider.js'
import { call, post, toolServer } from './tools.js'

const RESOURCE = 'https://rs.example/mcp'
const METADATA = 'https://rs.example/.well-known/oauth-protected-resource/mcp'

const { provider, verifier } = await startProvider({ resource: { resource: RESOURCE } })

const options: McpAuthOptions = {
  tools: { read: scopes('read'), write: scopes('read', 'write') },
  resources: { 'file:///secret': scopes('secrets') },
  prompts: { greet: scopes('greet') },
  methods: { 'tools/list': scopes('list') },
}
const url = await serveForAll(options)

async function serveForAll(given: McpAuthOptions): Promise<string> {
  const server = await listen(toolServer(verifier, given))
  afterAll(server.close)
  return server.url
}

async function send(body: unknown, scope = 'read', to = url): Promise<Response> {
  return post(to, body, bearer(await provider.token({ scope })))
}

/** What a refusal asks for; its document is always told. */
async function demandOf(answer: Response): Promise<unknown> {
  const [challenge] = parseChallenges(answer.headers.get('www-authenticate') ?? '')
  const { error, scope, resource_metadata: metadata } = challenge?.params ?? {}
  expect(metadata).toBe(METADATA)
  expect(await answer.json()).toMatchObject({ status: 403, title: 'Forbidden' })
  return { status: answer.status, error, scope }
}

function forbidden(scope: string): object {
  return { status: 403, error: 'insufficient_scope', scope }
}

function tool(name: unknown): object {
  return call('tools/call', { name, arguments: {} })
}

/** What version 2 of the SDK has in place of `resources/subscribe`. */
function listenTo(...uris: unknown[]): object {
  return { notifications: { resourceSubscriptions: uris } }
}

describe('a tool with a policy', () => {
  it('is called by a token that satisfies it', async () => {
    const answer = await send(tool('read'))
    expect(await answer.json()).toMatchObject({ result: { content: [{ text: 'read by u1' }] } })
  })

  it('asks for the scopes that the call needs', async () => {
    expect(await demandOf(await send(tool('write')))).toEqual(forbidden('read write'))
  })

  it('is not reached by a notification either', async () => {
    const { id: _, ...notification } = tool('write') as { id: string }
    expect(await demandOf(await send(notification))).toEqual(forbidden('read write'))
  })

  it('is not reached within a batch, which asks for everything at once', async () => {
    const batch = [
      call('ping'),
      tool('read'),
      tool('write'),
      call('prompts/get', { name: 'greet' }),
    ]
    expect(await demandOf(await send(batch))).toEqual(forbidden('read write greet'))
  })

  it('may ask for more than scopes', async () => {
    const strong = await serve(
      toolServer(verifier, { tools: { write: allOf(acr('urn:mfa'), scopes('write')) } }),
    )
    const answer = await send(tool('write'), 'read', strong)
    expect(answer.status).toBe(401)
    expect(answer.headers.get('www-authenticate')).toContain('acr_values="urn:mfa"')
  })

  it('is joined with the policy of the endpoint in one answer', async () => {
    const both = await serve(
      toolServer(verifier, { policy: scopes('base'), tools: { write: scopes('write') } }),
    )
    expect(await demandOf(await send(tool('write'), 'x', both))).toEqual(forbidden('base write'))
    expect(await demandOf(await send(call('ping'), 'x', both))).toEqual(forbidden('base'))
  })

  it('has the one for all others if it is listed nowhere', async () => {
    const rest = await serve(
      toolServer(verifier, { tools: { read: scopes('read'), '*': role('x') } }),
    )
    expect((await send(tool('read'), 'read', rest)).status).toBe(200)
    expect((await send(tool('write'), 'read', rest)).status).toBe(403)
    for (const name of ['constructor', '__proto__', 'toString']) {
      expect((await send(tool(name), 'read', rest)).status).toBe(403)
    }
  })

  it('may be looked up by a function', async () => {
    const byName = await serve(
      toolServer(verifier, {
        tools: (name) => (name.startsWith('w') ? scopes('write') : undefined),
      }),
    )
    expect((await send(tool('read'), 'x', byName)).status).toBe(200)
    expect(await demandOf(await send(tool('write'), 'x', byName))).toEqual(forbidden('write'))
  })
})

describe('what is no tool', () => {
  it.each([
    ['resources/read', { uri: 'file:///secret' }, 'secrets'],
    ['resources/read', { uri: 'file:///x/../secret' }, 'secrets'],
    ['resources/read', { uri: 'FILE:///%2e/secret' }, 'secrets'],
    ['resources/subscribe', { uri: 'file:///secret' }, 'secrets'],
    ['resources/unsubscribe', { uri: 'file:///secret' }, 'secrets'],
    ['subscriptions/listen', listenTo('file:///other', 'file:///x/../secret'), 'secrets'],
    ['prompts/get', { name: 'greet' }, 'greet'],
    ['completion/complete', { ref: { type: 'ref/prompt', name: 'greet' } }, 'greet'],
    ['completion/complete', { ref: { type: 'ref/resource', uri: 'file:///secret' } }, 'secrets'],
    ['tools/list', {}, 'list'],
  ])('%s %j has a policy as well', async (method, params, scope) => {
    expect(await demandOf(await send(call(method, params)))).toEqual(forbidden(scope))
  })

  it('is read by a token that satisfies it', async () => {
    const answer = await send(call('resources/read', { uri: 'file:///x/../secret' }), 'secrets')
    expect(await answer.json()).toMatchObject({ result: { contents: [{ text: 'hush' }] } })
  })
})

describe('a message that is not understood', () => {
  const write = tool('write')
  it.each([
    ['no JSON', '{"jsonrpc":"2.0",', -32_700],
    ['no UTF-8', Buffer.from([0x22, 0xff, 0x22]).toString('latin1').concat('{'), -32_700],
    ['nothing', '', -32_700],
    ['a text', '"tools/call"', -32_600],
    ['an empty batch', [], -32_600],
    ['a batch in a batch', [[write]], -32_600],
    ['too large a batch', Array.from({ length: 101 }, () => call('ping')), -32_600],
    ['another version', { ...write, jsonrpc: '1.0' }, -32_600],
    ['no version', { ...write, jsonrpc: undefined }, -32_600],
    ['a method that is no text', { ...write, method: ['tools/call'] }, -32_600],
    ['a request that is an answer too', { ...write, result: {} }, -32_600],
    ['neither', { jsonrpc: '2.0', id: 1 }, -32_600],
    ['params that are a list', { ...write, params: ['write'] }, -32_600],
    ['a name that is no text', tool(['write']), -32_600],
    ['no name', call('tools/call', {}), -32_600],
    ['a resource that is no URI', call('resources/read', { uri: 'secret' }), -32_600],
    ['a subscription to no URI', call('subscriptions/listen', listenTo('secret')), -32_600],
    ['a subscription to no list', call('subscriptions/listen', listenTo('file:///a', 1)), -32_600],
    ['an unknown reference', call('completion/complete', { ref: { type: 'ref/x' } }), -32_600],
  ])('is refused: %s', async (_name, body, code) => {
    const answer = await send(body, 'read write')
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({ jsonrpc: '2.0', error: { code }, id: null })
  })

  it('passes without a look where it is an answer to a request of the server', async () => {
    const answer = await send({ jsonrpc: '2.0', id: 1, result: { name: 'write' } })
    expect(answer.status).toBe(202)
  })

  it('is read up to the limit only, and by nobody before the token is in order', async () => {
    const small = await serve(toolServer(verifier, { ...options, maxBodyBytes: 200 }))
    const long = { ...tool('read'), padding: 'x'.repeat(300) }
    expect((await send(long, 'read', small)).status).toBe(413)
    expect((await send(tool('read'), 'read', small)).status).toBe(200)
    expect((await post(small, long)).status).toBe(401)
  })
})

describe('a message that is too long', () => {
  it('leaves its connection to the next request', async () => {
    const small = await serve(toolServer(verifier, { ...options, maxBodyBytes: 200 }))
    const { hostname, port } = new URL(small)
    const socket = connect(Number(port), hostname).setEncoding('utf8')
    const head = `Host: rs.example\r\nAuthorization: Bearer ${await provider.token()}\r\n`
    const length = 1024 * 1024
    socket.write(`POST / HTTP/1.1\r\n${head}Content-Length: ${length}\r\n\r\n`)
    socket.write('x'.repeat(length))
    socket.write(`GET / HTTP/1.1\r\n${head}Connection: close\r\n\r\n`)
    let answers = ''
    for await (const text of socket) answers += text
    expect(answers).toMatch(/^HTTP\/1\.1 413 [^]*\nHTTP\/1\.1 4/)
  })
})

async function serveParsed(...parsers: express.RequestHandler[]): Promise<string> {
  const app = express()
  app.use(...parsers, mcpAuth(verifier, options), (req, res) => void res.json(req.body))
  return serve(app)
}

describe('a body that the application has parsed', () => {
  it('is what is looked at', async () => {
    const parsed = await serveParsed(express.json())
    expect(await demandOf(await send(tool('write'), 'read', parsed))).toEqual(
      forbidden('read write'),
    )
    expect((await send(tool('read'), 'read', parsed)).status).toBe(200)
  })

  it('is refused where it is none of JSON-RPC', async () => {
    const parsed = await serveParsed(express.raw({ type: '*/*' }))
    expect((await send(tool('read'), 'read', parsed)).status).toBe(400)
  })

  it('is not read again by a parser behind the middleware', async () => {
    const app = express()
    app.use(mcpAuth(verifier, options), express.json(), (req, res) => void res.json(req.body))
    const message = tool('read')
    expect(await (await send(message, 'read', await serve(app))).json()).toEqual(message)
  })
})

describe('a policy that fails', () => {
  it('lets nobody in, is answered without a word of why, and told', async () => {
    const errors: unknown[] = []
    const broken = await serve(
      toolServer(verifier, {
        tools: {
          read: check(() => {
            throw new Error('database password is 1234')
          }),
        },
        onError: (error) => errors.push(error),
      }),
    )
    const answer = await send(tool('read'), 'read', broken)
    expect(answer.status).toBe(500)
    expect(await answer.text()).not.toContain('1234')
    expect(errors).toMatchObject([{ message: 'database password is 1234' }])
  })

  it('lets nobody in where a function returns no policy', async () => {
    const errors: unknown[] = []
    const broken = await serve(
      toolServer(verifier, { tools: () => null as never, onError: (error) => errors.push(error) }),
    )
    expect((await send(tool('read'), 'read', broken)).status).toBe(500)
    expect(errors).toMatchObject([{ name: 'ConfigError' }])
  })
})
