import { createVerifier, scopes } from '@countersign/core'
import { mcpAuth, resourceMetadata, sessionIdFor } from '@countersign/mcp'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import type { ReservedServer } from 'example-shared'
import express from 'express'
import { createNotesServer, type Notebook } from './notes.js'

/** The scopes that there are. The second one is asked for when a client needs it. */
export const SCOPES: readonly string[] = ['notes:read', 'notes:write']

/** As many as are kept. Clients may begin one whenever they like, and need not end it. */
export const MOST_SESSIONS = 100

/** Where the MCP endpoint of a server is: this is its name for the provider too. */
export function endpointOf(server: { readonly url: string }): string {
  return `${server.url}/mcp`
}

/** Serves the notes to clients with tokens of the provider at `issuer`. Returns what lets go of its keys. */
export function serveNotes(server: ReservedServer, issuer: string): () => void {
  const resource = endpointOf(server)
  const verifier = createVerifier({
    issuer,
    audience: resource,
    // What clients ask for at first: as little as is of any use.
    resource: { resource, name: 'Notes', scopesSupported: ['notes:read'] },
  })
  const notebook: Notebook = new Map()
  const sessions = new Map<string, StreamableHTTPServerTransport>()
  const app = express()

  app.use(resourceMetadata(verifier))

  app.use(
    '/mcp',
    mcpAuth(verifier, {
      tools: {
        whoami: scopes('notes:read'),
        list_notes: scopes('notes:read'),
        // All that a token has to have: some clients ask for this instead of what they had.
        add_note: scopes('notes:read', 'notes:write'),
        // A tool that is added and forgotten here is for nobody.
        '*': scopes('notes:admin'),
      },
    }),
  )

  app.all('/mcp', async (req, res) => {
    const { 'mcp-session-id': id } = req.headers
    const known = sessions.get(String(id))
    if (id !== undefined && !known) {
      const error = { code: -32_001, message: 'Session not found' }
      res.status(404).json({ jsonrpc: '2.0', error, id: null })
      return
    }
    const transport = known ?? (await open(() => sessionIdFor(req)))
    await transport.handleRequest(req, res, req.body)
    // Whatever was no request to begin a session has not begun one.
    if (!transport.sessionId) await transport.close()
  })

  async function open(sessionIdGenerator: () => string): Promise<StreamableHTTPServerTransport> {
    const transport = new StreamableHTTPServerTransport({
      sessionIdGenerator,
      onsessioninitialized: (id) => {
        sessions.set(id, transport)
        if (sessions.size > MOST_SESSIONS) giveWay()
      },
      onsessionclosed: (id) => {
        sessions.delete(id)
      },
    })
    await createNotesServer(verifier, notebook).connect(transport)
    return transport
  }

  /** Ends the oldest. Its client is told that there is no such session, and begins another. */
  function giveWay(): void {
    for (const [id, transport] of sessions) {
      sessions.delete(id)
      void transport.close()
      return
    }
  }

  server.serve(app)
  return () => verifier.close()
}
