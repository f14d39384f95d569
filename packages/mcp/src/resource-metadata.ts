import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Verifier } from '@countersign/core'
import { checkAuthenticateOptions, resourceMetadataAnswer } from '@countersign/core/adapter'
import { send } from './answers.js'
import type { McpMiddleware } from './mcp-auth.js'
import type { NodeRequest } from './token-request.js'

/**
 * Middleware that serves the protected resource metadata (RFC 9728), by which MCP clients find the
 * authorization server, and passes every other request on.
 *
 * The document has its place at the root of the host, whatever the path of the MCP endpoint: for
 * `https://api.example.com/mcp` it is `/.well-known/oauth-protected-resource/mcp`. Without the
 * verifier's `resource` option there is none.
 */
export function resourceMetadata(verifier: Verifier<unknown>): McpMiddleware {
  checkAuthenticateOptions(verifier)
  return async function resourceMetadata(
    req: IncomingMessage,
    res: ServerResponse,
    next: () => unknown,
  ) {
    const { originalUrl, url = '', method = '' }: NodeRequest = req
    const answer = resourceMetadataAnswer(verifier, { method, url: originalUrl ?? url })
    if (answer) send(res, answer)
    else await next()
  }
}
