import { randomUUID } from 'node:crypto'
import type { RequestListener } from 'node:http'
import type { Verifier } from '@countersign/core'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import { authOf, mcpAuth, type McpAuthOptions } from '../src/index.js'

/** An MCP server on bare `http`, without sessions: a tool that says what it was told, and a resource. */
export function toolServer(verifier: Verifier, options: McpAuthOptions = {}): RequestListener {
  const guard = mcpAuth(verifier, options)
  return (req, res) =>
    void guard(req, res, async () => {
      const server = new McpServer({ name: 'tools', version: '1.0.0' })
      for (const name of ['read', 'write']) {
        server.registerTool(name, {}, ({ authInfo }) => {
          const auth = authOf(verifier, authInfo, { optional: true })
          return { content: [{ type: 'text', text: `${name} by ${auth?.subject}` }] }
        })
      }
      server.registerResource('secret', 'file:///secret', {}, () => ({
        contents: [{ uri: 'file:///secret', text: 'hush' }],
      }))
      server.registerPrompt('greet', {}, () => ({
        messages: [{ role: 'user', content: { type: 'text', text: 'hello' } }],
      }))
      const transport = new StreamableHTTPServerTransport({ enableJsonResponse: true })
      await server.connect(transport)
      const { body } = req as { body?: unknown }
      await transport.handleRequest(req, res, body)
    })
}

/** A request of JSON-RPC. */
export function call(method: string, params: object = {}): object {
  return { jsonrpc: '2.0', id: randomUUID(), method, params }
}

/** Sends a body as an MCP client does. */
export function post(
  url: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...headers,
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
}
