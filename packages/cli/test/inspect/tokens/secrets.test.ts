import { describe, expect, it } from 'vitest'
import { inspect } from '../../../src/inspect/inspect.js'
import { idsOf, NOW, token } from '../samples.js'

const SECRET = 'hunter22hunter22'

describe('what is secret in a token', () => {
  it.each([
    ['a name in capitals', { clientSecret: SECRET, refreshToken: SECRET, 'api-key': SECRET }, {}],
    ['a key of no type', {}, { jwk: { crv: 'P-256', d: SECRET } }],
    ['a key of an odd type', {}, { jwk: { kty: 1, d: SECRET } }],
    ['a key that says nothing', {}, { epk: { d: SECRET } }],
    ['a key of ML-DSA', {}, { jwk: { kty: 'AKP', priv: SECRET } }],
    ['PEM', { note: `x -----BEGIN PRIVATE KEY-----\n${SECRET}` }, {}],
    ['a token in a text', { note: `Bearer eyJhbGci.eyJ${SECRET}.x` }, {}],
    ['a password where a text has to be', { sub: { password: SECRET } }, {}],
    ['a password where a time has to be', { exp: { secret: SECRET } }, {}],
    ['a key where an object has to be', { cnf: [{ kty: 'oct', k: SECRET }] }, {}],
    ['a token as the name of a key', {}, { kid: `'eyJhbGci.eyJ${SECRET}.x` }],
    ['a token as a scope', { scope: `a,eyJhbGci.eyJ${SECRET}.x` }, {}],
  ])('is told nowhere, nor in what is wrong with it: %s', async (_what, claims, header) => {
    expect(JSON.stringify(await inspect(token(claims, header), 'argument', NOW))).not.toContain(
      SECRET,
    )
  })

  it('is found in any of its spellings', async () => {
    const { unusual } = await idsOf(token({ clientSecret: 'x' }))
    expect(unusual).toEqual(['secret-claim claims'])
    const { wrong } = await idsOf(token({}, { jwk: { kty: 'AKP', priv: 'x' } }))
    expect(wrong).toContain('private-key header.jwk')
  })

  it('is looked for once in a megabyte of anything', async () => {
    for (const piece of ['eyJ', '-----BEGIN PRIVATE KEY-----', '_', 'aB']) {
      const text = piece.repeat(Math.ceil(600_000 / piece.length))
      const { tokens } = await inspect(token({ note: text, [text]: 1 }), 'argument', NOW)
      expect(tokens).toHaveLength(1)
    }
  })

  it('is told by its length', async () => {
    const inner = token()
    const claims = {
      password: 'hunter22',
      nested: [{ api_key: 'k123456' }],
      id: inner,
      jwk: { kty: 'EC', d: 'ddddd' },
    }
    const { tokens } = await inspect(token(claims), 'argument', NOW)
    const text = JSON.stringify(tokens)
    for (const secret of ['hunter22', 'k123456', inner, 'ddddd']) expect(text).not.toContain(secret)
    expect(tokens[0]?.claims?.['password']).toBe('(8 characters, not shown)')
  })
})
