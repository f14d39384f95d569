import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MOST_SESSIONS } from '../src/start-mcp-server.js'
import { KNOWN_CLIENT, type McpExample, NoteTaker, Person, startMcpExample } from '../src/index.js'

describe('the sessions of the MCP server', () => {
  let example: McpExample

  beforeAll(async () => {
    example = await startMcpExample()
  })

  afterAll(() => example.close())

  async function open(taker: NoteTaker): Promise<StreamableHTTPClientTransport> {
    const options = { authProvider: taker }
    const first = new StreamableHTTPClientTransport(new URL(example.endpoint), options)
    const client = new Client({ name: 'note-taker', version: '1.0.0' })
    await client.connect(first).catch(() => undefined)
    const [visit = new URL('about:blank')] = taker.visits
    const callback = await new Person(example.user).giveAccess(visit)
    await first.finishAuth(callback.searchParams.get('code') ?? '')
    const transport = new StreamableHTTPClientTransport(new URL(example.endpoint), options)
    await client.connect(transport)
    return transport
  }

  function post(taker: NoteTaker, message: object, headers = {}): Promise<Response> {
    return fetch(example.endpoint, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${taker.tokens()?.access_token}`,
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        ...headers,
      },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, ...message }),
    })
  }

  function list(session: string | undefined, taker: NoteTaker): Promise<Response> {
    return post(taker, { method: 'tools/list' }, { 'mcp-session-id': session ?? '' })
  }

  async function initialize(taker: NoteTaker): Promise<string | undefined> {
    const clientInfo = { name: 'hoarder', version: '1.0.0' }
    const params = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo }
    const answer = await post(taker, { method: 'initialize', params })
    await answer.text()
    return answer.headers.get('mcp-session-id') ?? undefined
  }

  it('are only so many: the oldest give way, and their clients begin anew', async () => {
    const taker = new NoteTaker()
    const first = await open(taker)
    for (let at = 0; at < MOST_SESSIONS; at += 1) await initialize(taker)
    const gone = await list(first.sessionId, taker)
    expect(gone.status).toBe(404)
    await gone.text()
    const latest = await initialize(taker)
    expect((await list(latest, taker)).status).toBe(200)
    await first.close()
  })

  it('are of no use to another client, not even of the same user', async () => {
    const one = new NoteTaker()
    const known = { client_id: KNOWN_CLIENT.clientId, issuer: example.issuer }
    const other = new NoteTaker(known)
    const [first, second] = [await open(one), await open(other)]
    expect((await list(first.sessionId, one)).status).toBe(200)
    const stranger = await list(first.sessionId, other)
    expect(stranger.status).toBe(404)
    // As for one that has never been.
    expect(await stranger.json()).toEqual({
      jsonrpc: '2.0',
      error: { code: -32_001, message: 'Session not found' },
      id: null,
    })
    await first.close()
    await second.close()
  })
})
