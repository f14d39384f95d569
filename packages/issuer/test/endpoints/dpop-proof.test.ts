import { calculateJwkThumbprint } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { generateSigningKey, type SigningKey } from '../../src/index.js'
import { dpopProof } from '../support/dpop-proof.js'
import { issuerWorld, type IssuerWorld } from '../support/issuer-world.js'
import { basic, postForm, type Answer } from '../support/post-form.js'

let world: IssuerWorld
let endpoint: string
let key: SigningKey

beforeAll(async () => {
  key = await generateSigningKey()
  world = await issuerWorld()
  endpoint = `${world.issuer.issuer}/token`
})
afterAll(async () => world.close())

const errorOf = ({ status, json }: Answer): unknown => [status, json['error']]
const claimsOf = async ({ json }: Answer) => world.claims(String(json['access_token']))
const proof = async (changes: object = {}, header: object = {}) =>
  dpopProof(key, { htu: endpoint, iat: world.clock.now(), ...changes }, header)

describe('a DPoP proof', () => {
  const form = { grant_type: 'client_credentials' }
  const send = async (headers: object): Promise<Answer> =>
    postForm(endpoint, form, { ...basic('service', world.secret), ...headers })

  it('binds the token to its key', async () => {
    const answer = await send(await proof())
    expect(answer.json['token_type']).toBe('DPoP')
    const jkt = await calculateJwkThumbprint(key.publicJwk)
    expect((await claimsOf(answer))['cnf']).toEqual({ jkt })
    const withQuery = await send(await proof({ htu: `${endpoint}?x=1#y` }))
    expect(withQuery.status).toBe(200)
  })

  it('is taken once', async () => {
    const headers = await proof()
    expect((await send(headers)).status).toBe(200)
    expect(errorOf(await send(headers))).toEqual([400, 'invalid_dpop_proof'])
  })

  it('is not remembered for whoever gets no token', async () => {
    const remembered: string[] = []
    const replay = { add: (name: string) => remembered.push(name) > 0 }
    const other = await issuerWorld({ replay })
    const url = `${other.issuer.issuer}/token`
    const headers = await proof({ htu: url, iat: other.clock.now() })
    const refused = { grant_type: 'refresh_token', refresh_token: 'A'.repeat(64), client_id: 'app' }
    expect(errorOf(await postForm(url, refused, headers))).toEqual([400, 'invalid_grant'])
    expect(remembered).toEqual([])
    const { refreshToken } = await other.issuer.grant({ subject: 'u1', clientId: 'app' })
    const good = { ...refused, refresh_token: refreshToken }
    expect((await postForm(url, good, headers)).json['token_type']).toBe('DPoP')
    expect(remembered).toHaveLength(1)
    await other.close()
  })

  it.each<[string, () => Promise<object> | object]>([
    ['for another method', () => proof({ htm: 'GET' })],
    ['for another place', () => proof({ htu: `${world.issuer.issuer}/revoke` })],
    ['for another host', () => proof({ htu: 'https://evil.example/t1/token' })],
    ['that is old', () => proof({ iat: world.clock.now() - 61 })],
    ['from the future', () => proof({ iat: world.clock.now() + 12 })],
    ['without a time', () => proof({ iat: undefined })],
    ['without a name', () => proof({ jti: undefined })],
    ['with a name that is no text', () => proof({ jti: 1 })],
    ['of another type', () => proof({}, { typ: 'JWT' })],
    ['without a key', () => proof({}, { jwk: undefined })],
    ['with another key', async () => proof({}, { jwk: (await generateSigningKey()).publicJwk })],
    ['with a private key', () => proof({}, { jwk: { ...key.publicJwk, d: 'AAAA' } })],
    ['with a shared secret', () => proof({}, { jwk: { kty: 'oct', k: 'AAAA' } })],
    ['that is none', () => ({ DPoP: 'x' })],
    ['that is too long', () => proof({ x: 'x'.repeat(9_000) })],
    ['that comes with another', async () => ({ DPoP: [(await proof()).DPoP, 'x'].join(', ') })],
  ])('%s is refused', async (_name, make) => {
    expect(errorOf(await send(await make()))).toEqual([400, 'invalid_dpop_proof'])
  })
})
