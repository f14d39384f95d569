import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTokenSource, type TokenSource } from '../../src/http/token-source.js'

let source: TokenSource

beforeAll(async () => {
  source = await createTokenSource()
})
afterAll(() => source.close())

describe('the tokens', () => {
  it('are all different', async () => {
    const tokens = [...(await source.tokens(300)), ...(await source.tokens(5))]
    expect(tokens).toHaveLength(305)
    expect(new Set(tokens).size).toBe(305)
  })

  it('are as long as such tokens are', async () => {
    const [token = ''] = await source.tokens(1)
    expect(token.length).toBeGreaterThan(650)
    expect(token.length).toBeLessThan(800)
  })
})
