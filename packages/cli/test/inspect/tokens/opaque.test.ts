import { describe, expect, it } from 'vitest'
import { inspect } from '../../../src/inspect/inspect.js'
import { idsOf, NOW } from '../samples.js'

describe('an opaque token', () => {
  it('is told by its length and how hard it is to guess, and never itself', async () => {
    const { tokens } = await inspect('q7XkR2mZv9LwT4bNc8YhJ3', 'argument', NOW)
    expect(tokens[0]).toMatchObject({ format: 'opaque', characters: 22, findings: [] })
    expect(JSON.stringify(tokens)).not.toContain('q7XkR2mZv9LwT4bNc8YhJ3')
  })

  it.each([
    '1234567890123456',
    'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
    '3f2504e0-4f89-41d3-9a0c-0305e82c3301',
  ])('is unusual where it can be guessed: %s', async (text) =>
    expect((await idsOf(text)).unusual).toContain('few-bits token'),
  )

  it.each(['mF_9.B5f-4.1JqM-2YotnFZFEjr1zCsicMWpAA', 'a.b.c.d.eeeeeeeeeeeeeeeeeeeeeeeeeee'])(
    'may have dots, as that of RFC 6750: %s',
    async (text) => {
      const { tokens } = await inspect(`Authorization: Bearer ${text}`, 'argument', NOW)
      expect(tokens).toMatchObject([{ format: 'opaque', findings: [] }])
    },
  )

  it.each([
    ['ya29.a0AfH6SMBxabcdefghij.klmnopqrstuvwxyz', 'Google access token'],
    ['v4.local.AAAAAAAAAAAA', 'PASETO, encrypted'],
    ['ghp_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA', 'GitHub token'],
  ])('of somebody else is known by how it begins: %s', async (text, title) => {
    expect((await inspect(text, 'argument', NOW)).tokens).toMatchObject([
      { format: 'foreign', title },
    ])
  })
})
