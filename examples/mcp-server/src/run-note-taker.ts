import { UnauthorizedError } from '@modelcontextprotocol/sdk/client/auth.js'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import type { McpExample } from './mcp-example.js'
import { NoteTaker } from './note-taker.js'
import { Person } from './person.js'

/** What came of it, step by step. */
export interface Step {
  readonly name: string
  readonly got: string
}

/**
 * Connects as any application would that has the MCP SDK's client: it finds the provider, registers
 * itself, has the user sign in, and again when a tool needs more than it was given.
 */
export async function runNoteTaker({ endpoint, user }: McpExample): Promise<readonly Step[]> {
  const taker = new NoteTaker()
  const person = new Person(user)
  const connect = (): StreamableHTTPClientTransport =>
    new StreamableHTTPClientTransport(new URL(endpoint), { authProvider: taker })

  async function authorize(transport: StreamableHTTPClientTransport): Promise<string> {
    const visit = taker.visits.at(-1)
    if (!visit) throw new Error('The client did not ask for anything')
    const callback = await person.giveAccess(visit)
    await transport.finishAuth(callback.searchParams.get('code') ?? '')
    return visit.searchParams.get('scope') ?? ''
  }

  const client = new Client({ name: 'note-taker', version: '1.0.0' })
  const steps: Step[] = []
  const first = connect()
  await refused(client.connect(first))
  steps.push({ name: 'asks for, without a token', got: await authorize(first) })
  await first.close()

  const transport = connect()
  await client.connect(transport)
  const call = async (name: string, args: Record<string, unknown> = {}): Promise<string> => {
    const { content } = await client.callTool({ name, arguments: args })
    const [part] = content as { text?: string }[]
    return part?.text ?? ''
  }
  steps.push({ name: 'list_notes', got: await call('list_notes') })
  await refused(call('add_note', { note: 'Milk' }))
  steps.push({ name: 'asks for, to add a note', got: await authorize(transport) })
  steps.push({ name: 'add_note', got: await call('add_note', { note: 'Milk' }) })
  steps.push({ name: 'list_notes again', got: await call('list_notes') })
  await client.close()
  return steps
}

async function refused(attempt: Promise<unknown>): Promise<void> {
  const error: unknown = await attempt.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof UnauthorizedError)) throw error ?? new Error('Nothing was refused')
}
