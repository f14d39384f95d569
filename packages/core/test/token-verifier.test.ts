import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { refusalOf } from './support/outcome.js'
import { createWorld, type World } from './support/world.js'

let world: World

beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())

describe('a token', () => {
  it('is taken up to the limit, and not beyond, known or not', async () => {
    const token = await world.provider.token()
    const tight = { limits: { tokenBytes: token.length } }
    await expect(world.verifier(tight).verifyToken(token)).resolves.toBeDefined()
    const tooTight = { limits: { tokenBytes: token.length - 1 } }
    const { reason } = await refusalOf(world.verifier(tooTight).verifyToken(token))
    expect(reason).toBe('token_too_large')
  })

  it.each([undefined, null, 5, {}, ['a', '.', 'b', '.', 'c'], Buffer.from('a.b.c')])(
    'is a string, unlike %s',
    async (value) => {
      const { reason } = await refusalOf(world.verifier().verifyToken(value as string))
      expect(reason).toBe('malformed_token')
    },
  )
})
