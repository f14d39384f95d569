import { createProofKey, proof } from '@countersign/testing'
import { describe, expect, it } from 'vitest'
import { inspect } from '../../../src/inspect/inspect.js'
import { NOW, clock, idsOf, token } from '../samples.js'

describe('a DPoP proof beside its token', async () => {
  const key = await createProofKey()
  const bound = token({ cnf: { jkt: key.thumbprint } })
  const url = 'https://rs.example/orders'
  const paste = (
    proofText: string,
    scheme = 'DPoP',
    text = bound,
    target = '/orders?x=1',
  ): string =>
    `POST ${target} HTTP/1.1\r\nHost: rs.example\r\nAuthorization: ${scheme} ${text}\r\nDPoP: ${proofText}\r\n\r\n`
  const good = proof(key, { url, method: 'POST', token: bound, clock })

  it('belongs to it', async () => {
    expect(await idsOf(paste(good))).toEqual({ wrong: [], unusual: [] })
    const { pairs, tokens } = await inspect(paste(good), 'argument', NOW)
    expect(pairs).toEqual([{ proof: 2, token: 1, namesToken: true, belongs: true, findings: [] }])
    expect(tokens[1]).toMatchObject({ signedByOwnKey: true })
    expect(tokens[1]?.thumbprints).toEqual([{ of: 'header.jwk', value: key.thumbprint }])
  })

  it.each([
    [
      'of another token',
      paste(proof(key, { url, method: 'POST', token: 'x', clock })),
      'ath-mismatch claims.ath',
    ],
    [
      'for another method',
      paste(proof(key, { url, token: bound, clock })),
      'htm-mismatch claims.htm',
    ],
    ['for another path', paste(good, 'DPoP', bound, '/other'), 'htu-mismatch claims.htu'],
    ['with a bearer token', paste(good, 'Bearer'), 'bound-as-bearer request'],
    [
      'for a token without key',
      paste(good, 'DPoP', token({ cnf: undefined })),
      'stray-proof claims.cnf.jkt',
    ],
    ['that was changed', paste(`${good.slice(0, -4)}AAAA`), 'proof-signature signature'],
    [
      'with a private key in it',
      paste(
        proof(key, {
          url,
          method: 'POST',
          token: bound,
          clock,
          header: { jwk: { ...key.publicJwk, d: 'x' } },
        }),
      ),
      'private-key header.jwk',
    ],
    [
      'without a key',
      paste(proof(key, { url, method: 'POST', token: bound, clock, header: { jwk: undefined } })),
      'proof-key header.jwk',
    ],
    [
      'of another type',
      paste(proof(key, { url, method: 'POST', token: bound, clock, header: { typ: 'jwt' } })),
      'typ-wrong header.typ',
    ],
  ])('is wrong %s', async (_what, text, finding) => {
    expect((await idsOf(text)).wrong).toContain(finding)
  })

  it.each([
    ['a port that is the default', paste(good).replace('Host: rs.example', 'Host: RS.example:443')],
    ['an escape that is not needed', paste(good, 'DPoP', bound, '/%6frders')],
    [
      'the same request once more',
      `${paste(good)}HTTP/1.1 401 x\nWWW-Authenticate: DPoP\n\n${paste(good)}`,
    ],
  ])('belongs to it by %s', async (_what, text) => {
    expect(await idsOf(text)).toEqual({ wrong: [], unusual: [] })
  })

  it('is not held against the other one of two requests', async () => {
    const next = proof(key, { url: 'https://rs.example/next', token: bound, clock })
    const text = `${paste(good)}GET /next HTTP/1.1\nAuthorization: DPoP ${bound}\nDPoP: ${next}\n`
    expect((await idsOf(text)).wrong).toEqual([])
  })

  it('has to name a token that it comes beside', async () => {
    const { wrong } = await idsOf(paste(proof(key, { url, method: 'POST', clock })))
    expect(wrong).toEqual(['ath-missing claims.ath'])
  })

  it('beside a bearer token that is bound to no key is a matter of the server', async () => {
    const free = token({ cnf: undefined })
    const text = paste(proof(key, { url, method: 'POST', token: free, clock }), 'Bearer', free)
    expect(await idsOf(text)).toEqual({
      wrong: [],
      unusual: ['bearer claims.cnf', 'stray-proof claims.cnf.jkt'],
    })
  })

  it('names no token at a token endpoint, and is not said to be of another one', async () => {
    const made = proof(key, { url: 'https://id.example.com/token', method: 'POST', clock })
    const text = `POST /token HTTP/1.1\nDPoP: ${made}\n\nHTTP/1.1 200 OK\n\n{"access_token":"${bound}"}`
    const { pairs, isWrong } = await inspect(text, 'argument', NOW)
    expect(pairs).toMatchObject([{ proof: 1, token: 2, namesToken: false, findings: [] }])
    expect(isWrong).toBe(false)
  })

  it('is wrong where another key has made it', async () => {
    const other = await createProofKey()
    const text = paste(proof(other, { url, method: 'POST', token: bound, clock }))
    expect((await idsOf(text)).wrong).toEqual(['jkt-mismatch claims.cnf.jkt'])
  })

  it('is unusual after a minute, and without a token that it is for', async () => {
    const old = proof(key, { url, clock: () => (NOW - 60) * 1000 })
    expect(await idsOf(old)).toEqual({
      wrong: [],
      unusual: ['old-proof claims.iat', 'no-ath claims.ath'],
    })
  })
})
