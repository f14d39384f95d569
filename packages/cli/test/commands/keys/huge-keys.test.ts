import { describe, expect, it } from 'vitest'
import { keyFolder, keys } from './key-files.js'

const number = (bytes: number): string => Buffer.alloc(bytes, 0xa5).toString('base64url')

describe('a private key that is huge', () => {
  it.each([
    ['n', 60_000, 256],
    ['d', 256, 60_000],
  ])('is refused before anything is signed with it, by its %s', async (name, n, d) => {
    const folder = await keyFolder()
    const half = number(128)
    const file = await folder.put('key.jwk', {
      kty: 'RSA',
      n: number(n),
      e: 'AQAB',
      d: number(d),
      p: half,
      q: half,
      dp: half,
      dq: half,
      qi: half,
    })

    const { code, err } = await keys(['convert', file, '--to', 'spki'])

    expect(code).toBe(2)
    expect(err).toContain(`The member "${name}" of the JWK has more than 8192 bits`)
  })
})
