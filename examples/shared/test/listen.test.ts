import { describe, expect, it } from 'vitest'
import { listen } from '../src/index.js'

describe('a server of the examples', () => {
  it('can be closed twice', async () => {
    const server = await listen((_request, response) => response.end())
    expect((await fetch(server.url)).status).toBe(200)

    await server.close()
    await server.close()
    await expect(fetch(server.url)).rejects.toThrow('fetch failed')
  })
})
