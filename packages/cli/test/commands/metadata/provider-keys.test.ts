import { describe, expect, it } from 'vitest'
import { json, metadata, openSite } from './check-metadata.js'
import { goodProvider } from './good-provider.js'

describe('keys of a provider', () => {
  it('are checked one by one', async () => {
    const idp = await goodProvider()
    idp.jwks.keys.push({ kty: 'oct', k: 'c2VjcmV0', kid: 'shared' })

    const { code, troubles } = await metadata([idp.issuer])

    expect(code).toBe(1)
    expect(troubles).toMatchObject([{ check: 'keys', reference: 'RFC 7517 §9.2' }])
    expect(troubles[0]?.text).toContain('Key 2, "shared"')
  })

  it.each([
    ['are away', 'down', 'cannot be fetched'],
    ['are too many', 'huge', 'too large'],
    ['are a page', 'html', 'page of HTML'],
    ['are cut off', 'not-json', 'no JSON object'],
    ['are none', 'empty-set', 'none'],
    ['are elsewhere', { redirect: 'https://evil.example' }, 'no verifier should follow'],
    ['are gone', { status: 404 }, '404'],
    ['are of no use', { body: '{"keys":[{"kty":"NEW"}]}' }, '0 of 1'],
    ['are mislabelled', { body: '{"keys":[]}', contentType: 'text/plain' }, 'text/plain'],
  ] as const)('are wrong where they %s', async (_, fault, words) => {
    const idp = await goodProvider()
    idp.fault('jwks', fault)

    const { code, troubles } = await metadata([idp.issuer])

    expect(code).toBe(1)
    expect(troubles.map(({ text }) => text).join(' ')).toContain(words)
  })
})

describe('keys on another host', () => {
  it('are fetched only where that was said', async () => {
    const idp = await goodProvider()
    const site = await openSite()
    site.answers.set('/jwks', json(idp.jwks))
    idp.metadata['jwks_uri'] = `${site.origin}/jwks`

    const without = await metadata([idp.issuer])
    const asked = [...site.asked]
    const following = await metadata([idp.issuer, '--follow'])

    expect(without.troubles).toMatchObject([{ check: 'keys', verdict: 'unchecked' }])
    expect(asked).toEqual([])
    expect(following.troubles).toEqual([])
    expect(site.asked).toEqual(['/jwks'])
  })
})
