import { authOf } from '@countersign/mcp'
import type { Verifier } from '@countersign/core'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js'
import { z } from 'zod'

/** The notes of each user, by who the issuer says that they are. */
export type Notebook = Map<string, string[]>

/** Makes the MCP server of one session: three tools, which know who calls. */
export function createNotesServer(verifier: Verifier, notebook: Notebook): McpServer {
  const server = new McpServer({ name: 'notes', version: '1.0.0' })

  function notesOf(authInfo: object | undefined): string[] {
    // Typed from the verifier. A request that nobody has authenticated is refused here as well.
    const { issuer, subject } = authOf(verifier, authInfo)
    const owner = JSON.stringify([issuer, subject])
    const notes = notebook.get(owner) ?? []
    notebook.set(owner, notes)
    return notes
  }

  server.registerTool('whoami', { description: 'Says who you are' }, ({ authInfo }) => {
    const { subject, clientId, scopes } = authOf(verifier, authInfo)
    return text(`${subject} through ${clientId}: ${[...scopes].join(' ')}`)
  })

  server.registerTool('list_notes', { description: 'Lists your notes' }, ({ authInfo }) =>
    text(notesOf(authInfo).join('\n')),
  )

  server.registerTool(
    'add_note',
    { description: 'Adds a note', inputSchema: { note: z.string().max(1000) } },
    ({ note }, { authInfo }) => {
      notesOf(authInfo).push(note)
      return text('Noted.')
    },
  )

  return server
}

function text(content: string): CallToolResult {
  return { content: [{ type: 'text', text: content }] }
}
