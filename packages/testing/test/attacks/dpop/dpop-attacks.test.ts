import { validateHeaderValue } from 'node:http'
import { compactVerify, decodeJwt, decodeProtectedHeader, importJWK } from 'jose'
import { afterAll, describe, expect, it } from 'vitest'
import {
  createDpopSubject,
  dpopAttacks,
  SigningKeyNeeded,
  subjectFromToken,
  subjectOf,
  type DpopSubject,
} from '../../../src/attacks/index.js'
import { malformedTargets, otherTargets } from '../../../src/attacks/dpop/targets.js'
import { createProofKey, createTestIdentityProvider } from '../../../src/index.js'

const idp = await createTestIdentityProvider({ algorithms: ['ES256'] })
afterAll(() => idp.close())
const key = await createProofKey()
const request = { url: 'http://127.0.0.1:8080/v1/orders', method: 'PUT' }
const subject = createDpopSubject({ subject: subjectOf(idp), key, ...request })
const bound = createDpopSubject({
  subject: subjectFromToken({ token: subject.token }),
  key,
  token: subject.token,
  ...request,
})

async function requestsOf(id: string, by: DpopSubject = subject) {
  const attack = dpopAttacks.find((one) => one.id === id)
  if (!attack) throw new Error(`no attack ${id}`)
  return Object.values(await attack.requests(by))
}

describe('a subject that takes DPoP', () => {
  it('has a bound token, and proofs for its request', async () => {
    expect(decodeJwt(subject.token)['cnf']).toEqual({ jkt: key.thumbprint })
    const made = subject.proof()
    await compactVerify(made, await importJWK({ ...key.publicJwk, alg: 'ES256' }))
    expect(decodeJwt(made)).toMatchObject({ htm: 'PUT', htu: request.url })
    expect(decodeJwt(subject.proof())['jti']).not.toBe(decodeJwt(made)['jti'])
  })

  it('puts the nonce into its proofs', () => {
    const nonce = 'n1'
    const asked = createDpopSubject({ subject: subjectOf(idp), key, ...request, nonce })
    expect(decodeJwt(asked.proof())).toMatchObject({ nonce })
  })

  it('needs a token, or a key to sign one', () => {
    const unbound = subjectFromToken({ token: subject.token })
    expect(() => createDpopSubject({ subject: unbound, key, ...request })).toThrow(SigningKeyNeeded)
  })
})

describe('an attack on DPoP', () => {
  it.each(dpopAttacks)('$id makes requests that Node sends', async ({ requests }) => {
    const made = Object.values(await requests(subject))
    expect(made).not.toEqual([])
    for (const line of made.flatMap(({ proofs }) => proofs)) validateHeaderValue('DPoP', line)
  })

  it.each(dpopAttacks.filter(({ needs }) => needs === 'bound-token'))(
    '$id needs a bound token and its key alone',
    async ({ requests }) => {
      expect(Object.keys(await requests(bound))).not.toEqual([])
    },
  )

  it.each(dpopAttacks.filter(({ needs }) => needs === 'signing-key'))(
    '$id needs a key of the issuer',
    async ({ requests }) => {
      await expect(async () => requests(bound)).rejects.toThrow(SigningKeyNeeded)
    },
  )
})

describe('requests that attack', () => {
  it('send a bound token as a bearer token', async () => {
    const made = await requestsOf('bound-token-as-bearer')
    expect(made.map(({ scheme }) => scheme)).toEqual(['Bearer', 'Bearer', 'Bearer'])
    expect(made.every(({ token }) => token === subject.token)).toBe(true)
  })

  it('prove the token by a key of somebody else, and properly', async () => {
    const [first] = await requestsOf('proof-by-stranger')
    const [made = ''] = first?.proofs ?? []
    const { jwk } = decodeProtectedHeader(made)
    expect(jwk).not.toEqual(key.publicJwk)
    await compactVerify(made, await importJWK({ ...jwk, alg: 'ES256' }))
    expect(decodeJwt(made)).toMatchObject({ htm: 'PUT', htu: request.url })
    expect(decodeJwt(made)['ath']).toBe(decodeJwt(subject.proof())['ath'])
  })

  it('are for other methods and targets than that of the request', async () => {
    for (const { proofs } of await requestsOf('proof-for-other-method')) {
      expect(decodeJwt(proofs[0] ?? '')['htm']).not.toBe('PUT')
    }
    for (const { proofs } of await requestsOf('proof-for-other-target')) {
      expect(decodeJwt(proofs[0] ?? '')['htu']).not.toBe(request.url)
    }
  })

  it('are sent again as they are, where it is the second time that counts', () => {
    const replays = dpopAttacks.filter(({ replay }) => replay)
    expect(replays.map(({ id }) => id)).toEqual(['proof-replayed'])
  })
})

describe('targets', () => {
  const urls = [
    'https://rs.example/r',
    'https://rs.example',
    'http://[::1]:8080/x',
    'http://127.0.0.1/X/',
    'https://rs.example:8443/a/b',
  ]

  it.each(urls)('other than %s are no spelling of it', (url) => {
    const others = otherTargets(url)
    const same = others.filter(
      (other) => URL.canParse(other) && new URL(other).href === new URL(url).href,
    )
    expect(same).toEqual([])
    expect(others.length).toBeGreaterThan(15)
  })

  it.each(urls)('that a parser repairs into %s are not the URL itself', (url) => {
    expect(malformedTargets(url)).not.toContain(url)
  })
})
