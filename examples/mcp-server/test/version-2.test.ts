import {
  Client,
  DpopSession,
  type OAuthClientProvider,
  StreamableHTTPClientTransport,
  UnauthorizedError,
} from '@modelcontextprotocol/client'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { KNOWN_CLIENT, type McpExample, NoteTaker, Person, startMcpExample } from '../src/index.js'

/** A client whose tokens are bound to a key of its own. */
class CarefulNoteTaker extends NoteTaker {
  readonly #session = DpopSession.create()

  dpop(): Promise<DpopSession> {
    return this.#session
  }
}

/** Has the user give what the client asks for; returns the scopes that it asks for. */
async function authorize(
  taker: NoteTaker,
  person: Person,
  transport: StreamableHTTPClientTransport,
): Promise<string | null> {
  const visit = taker.visits.at(-1) ?? new URL('about:blank')
  const callback = await person.giveAccess(visit)
  await transport.finishAuth(callback.searchParams)
  return visit.searchParams.get('scope')
}

describe('the MCP server, with the client of version 2 of the SDK', () => {
  let example: McpExample

  beforeAll(async () => {
    example = await startMcpExample()
  })

  afterAll(() => example.close())

  function transportFor(taker: OAuthClientProvider): StreamableHTTPClientTransport {
    return new StreamableHTTPClientTransport(new URL(example.endpoint), { authProvider: taker })
  }

  /** Connects, has its first scope granted, then the one that adding a note needs. */
  async function takeNotes(taker: NoteTaker, person: Person): Promise<Client> {
    const first = transportFor(taker)
    const client = new Client({ name: 'note-taker', version: '1.0.0' })
    onTestFinished(() => client.close())
    await expect(client.connect(first)).rejects.toThrow(UnauthorizedError)
    expect(await authorize(taker, person, first)).toBe('notes:read')

    const transport = transportFor(taker)
    await client.connect(transport)
    expect(await client.callTool({ name: 'list_notes' })).toMatchObject({
      content: [{ text: expect.any(String) }],
    })
    const note = { name: 'add_note', arguments: { note: 'Bread' } }
    await expect(client.callTool(note)).rejects.toThrow(UnauthorizedError)
    expect(await authorize(taker, person, transport)).toBe('notes:read notes:write')
    expect(await client.callTool(note)).toMatchObject({ content: [{ text: 'Noted.' }] })
    return client
  }

  it('is found, signed in to, and stepped up for, by a client that registers itself', async () => {
    const person = new Person(example.user)
    const client = await takeNotes(new NoteTaker(), person)
    const { content } = await client.callTool({ name: 'whoami' })
    expect(content).toMatchObject([
      { text: expect.stringMatching(/^ada through .+: notes:read notes:write$/) },
    ])
    expect(person.pages.map((page) => /<h1>(.+)<\/h1>/.exec(page)?.[1])).toEqual([
      'Sign in',
      'Give access?',
      // Signed in already, but nobody has said yes to this.
      'Give access?',
    ])
  })

  it('takes a client that the provider knows beforehand', async () => {
    const { clientId } = KNOWN_CLIENT
    const { issuer } = example
    const client = await takeNotes(
      new NoteTaker({ client_id: clientId, issuer }),
      new Person(example.user),
    )
    const { content } = await client.callTool({ name: 'whoami' })
    expect(content).toMatchObject([{ text: expect.stringContaining(`ada through ${clientId}`) }])
  })

  it('takes tokens that are bound to a key of the client, which nobody else can use', async () => {
    const taker = new CarefulNoteTaker()
    await takeNotes(taker, new Person(example.user))
    const { token_type: type, access_token: token = '' } = taker.tokens() ?? {}
    expect(type).toBe('DPoP')
    const stolen = await fetch(example.endpoint, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
    })
    expect(stolen.status).toBe(401)
  })
})
