import { describe, expect, it } from 'vitest'
import { inspect } from '../../../src/inspect/inspect.js'
import { idsOf, jwe, NOW } from '../samples.js'

describe('an encrypted token', () => {
  it('tells its header, and that the claims are secret', async () => {
    const text = jwe({ alg: 'ECDH-ES', enc: 'A256GCM', kid: 'k', cty: 'JWT' })
    expect(await idsOf(text)).toEqual({ wrong: [], unusual: [] })
    const { tokens } = await inspect(text, 'argument', NOW)
    expect(tokens[0]).toMatchObject({ format: 'jwe', kind: undefined })
    expect(tokens[0]?.notes[0]).toContain('secret')
  })

  it.each([
    ['A256KW', '.AAAA.AAAA.AAAA', 'empty-segment encrypted key'],
    ['A256KW', 'AAAA..AAAA.AAAA', 'empty-segment initialization vector'],
    ['dir', '.AAAA.AAAA.', 'empty-segment tag'],
  ])('is wrong without what opens it: %s, %s', async (alg, segments, finding) => {
    expect((await idsOf(jwe({ alg, enc: 'A256GCM' }, segments))).wrong).toEqual([finding])
  })

  it.each([
    [{ alg: 'RSA1_5', enc: 'A256GCM' }, 'alg-weak header.alg'],
    [{ alg: 'PBES2-HS256+A128KW', enc: 'A256GCM' }, 'alg-weak header.alg'],
    [{ alg: 'ECDH-ES', enc: 'none' }, 'enc-unsupported header.enc'],
    [{ alg: 'ECDH-ES', enc: 'A256GCM', zip: 'DEF' }, 'zip header.zip'],
    [{ alg: 'ECDH-ES', enc: 'A256GCM', epk: { d: 'x' } }, 'private-key header.epk'],
  ])('is wrong with %j', async (header, finding) => {
    expect((await idsOf(jwe(header))).wrong).toContain(finding)
  })
})
