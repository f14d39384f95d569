import { startIdentityProvider, type User } from 'example-identity-provider'
import { reserve } from 'example-shared'
import { endpointOf, SCOPES, serveNotes } from './start-mcp-server.js'

/** Ports of the two servers. Default: free ones. */
export interface McpExamplePorts {
  server?: number
  provider?: number
}

/** The running example. */
export interface McpExample {
  /** The MCP endpoint. */
  readonly endpoint: string
  readonly issuer: string
  readonly user: User
  close(): Promise<void>
}

/** Name and redirect URI of the client that the provider knows. Others register themselves. */
export const KNOWN_CLIENT: { readonly clientId: string; readonly redirectUri: string } = {
  clientId: 'note-taker',
  redirectUri: 'http://127.0.0.1:9/callback',
}

/** Starts the MCP server and its identity provider on loopback. */
export async function startMcpExample(ports: McpExamplePorts = {}): Promise<McpExample> {
  // They have to know each other's URLs, so one listens before there is anything to answer.
  const server = await reserve(ports.server)
  const endpoint = endpointOf(server)
  const provider = await startIdentityProvider({
    port: ports.provider ?? 0,
    mcpServer: { resource: endpoint, scopes: SCOPES, client: KNOWN_CLIENT },
  })
  const release = serveNotes(server, provider.issuer)
  return {
    endpoint,
    issuer: provider.issuer,
    user: provider.user,
    close: async () => {
      await Promise.all([server.close(), provider.close()])
      release()
    },
  }
}
