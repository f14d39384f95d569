import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runNoteTaker, startMcpExample, type McpExample } from '../src/index.js'

describe('the MCP server, with the client of version 1 of the SDK', () => {
  let example: McpExample

  beforeAll(async () => {
    example = await startMcpExample()
  })

  afterAll(() => example.close())

  it('is found, signed in to, and stepped up for, by a client that knew its URL only', async () => {
    expect(await runNoteTaker(example)).toEqual([
      { name: 'asks for, without a token', got: 'notes:read' },
      { name: 'list_notes', got: '' },
      { name: 'asks for, to add a note', got: 'notes:read notes:write' },
      { name: 'add_note', got: 'Noted.' },
      { name: 'list_notes again', got: 'Milk' },
    ])
  })
})
