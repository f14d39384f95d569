import { createHmac, createPublicKey } from 'node:crypto'
import { compactVerify, createLocalJWKSet, jwtVerify, type JSONWebKeySet } from 'jose'
import { afterAll, describe, expect, it } from 'vitest'
import {
  attackerJwks,
  subjectFromKey,
  subjectFromToken,
  subjectOf,
  tokenAttacks,
  type NamedTokens,
} from '../../../src/attacks/index.js'
import { createTestIdentityProvider } from '../../../src/index.js'

const idp = await createTestIdentityProvider({ algorithms: ['ES256', 'RS256', 'Ed25519'] })
afterAll(() => idp.close())
const subject = subjectOf(idp, { collectorUrl: 'http://127.0.0.1:9/jwks' })
const keys = createLocalJWKSet(idp.jwks as unknown as JSONWebKeySet)

async function tokensOf(id: string, by = subject): Promise<NamedTokens> {
  const attack = tokenAttacks.find((one) => one.id === id)
  if (!attack) throw new Error(`no attack ${id}`)
  return attack.tokens(by)
}

function decoded(token = ''): readonly Record<string, unknown>[] {
  return token
    .split('.', 2)
    .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>)
}

/** Whether another library finds a good signature by a published key. */
async function isSigned(token: string): Promise<boolean> {
  return compactVerify(token, keys).then(
    () => true,
    () => false,
  )
}

describe('tokens that were made without a private key', () => {
  const forged = tokenAttacks.filter(
    ({ needs, severity }) => needs !== 'signing-key' && severity === 'critical',
  )

  it.each(forged)('$id: another library takes none for signed', async (attack) => {
    const known = subjectFromToken({ token: subject.token(), jwks: idp.jwks })
    const made = [
      ...Object.entries(await attack.tokens(subject)),
      ...Object.entries(await attack.tokens(known)),
    ]
    const good = await Promise.all(made.map(async ([, token]) => isSigned(token)))
    expect(made.filter((_, n) => good[n]).map(([name]) => name)).toEqual([])
  })
})

describe('tokens with odd claims', () => {
  const ids = ['expired', 'wrong-audience', 'names-odd', 'id-token', 'bound-as-bearer']

  it.each(ids)('%s: their signatures are good', async (id) => {
    const made = Object.values(await tokensOf(id))
    const good = await Promise.all(made.map(isSigned))
    expect(good.every(Boolean)).toBe(true)
  })

  it('are refused for what they are named after', async () => {
    const { issuer, audience } = subject
    for (const token of Object.values(await tokensOf('wrong-audience'))) {
      // oxlint-disable-next-line no-await-in-loop
      await expect(jwtVerify(token, keys, { issuer, audience })).rejects.toThrow(/"aud"/)
    }
    for (const token of Object.values(await tokensOf('wrong-issuer'))) {
      // oxlint-disable-next-line no-await-in-loop
      await expect(jwtVerify(token, keys, { issuer, audience })).rejects.toThrow(/"iss"/)
    }
  })
})

describe('an unsigned token', () => {
  it('says so, and has the claims of a good one', async () => {
    const { 'with a kid': token = '' } = await tokensOf('alg-none')
    const [header, claims] = decoded(token)
    expect(header).toEqual({ typ: 'at+jwt', alg: 'none', kid: 'es1' })
    expect(claims).toMatchObject({ iss: idp.issuer, aud: subject.audience, sub: 'u1' })
    expect(token.endsWith('.')).toBe(true)
  })
})

describe('a token by the public key as a secret', () => {
  it('is signed by the PEM of the key', async () => {
    const { 'rs1 final newline sha256': token = '' } = await tokensOf('hmac-with-pem')
    const key = idp.keys.get('rs1')?.publicJwk
    const secret = createPublicKey({ key: { ...key }, format: 'jwk' })
      .export({ type: 'spki', format: 'pem' })
      .toString()
    const [header = '', payload = '', signature] = token.split('.')
    const own = createHmac('sha256', secret).update(`${header}.${payload}`)
    expect(signature).toBe(own.digest('base64url'))
  })
})

describe('a token that names the collector', () => {
  it('is signed by a key that the collector may serve', async () => {
    const served = createLocalJWKSet((await attackerJwks(subject)) as unknown as JSONWebKeySet)
    const made = Object.entries(await tokensOf('jku')).filter(
      ([, token]) => decoded(token)[0]?.['jku'] === subject.collectorUrl,
    )
    expect(made).toHaveLength(9)
    const named = made.filter(([, token]) => decoded(token)[0]?.['kid'] !== undefined)
    const verified = await Promise.all(named.map(async ([, token]) => compactVerify(token, served)))
    expect(verified).toHaveLength(6)
  })

  it('is not made where there is none', async () => {
    const made = await tokensOf('jku', subjectOf(idp))
    expect(Object.keys(made).filter((name) => name.includes('127.0.0.1:9/'))).toEqual([])
  })
})

describe('attacks on a server whose good tokens are plain JWTs', () => {
  const [key] = idp.keys.values()
  if (!key) throw new Error('no key')
  const plain = subjectFromKey({
    privateKey: key.privateKey,
    kid: 'es1',
    issuer: idp.issuer,
    audience: 'API',
    typ: 'JWT',
    now: () => 1_700_000_000,
    claims: { client_id: undefined, jti: undefined, scope: undefined, tenant: 't1' },
  })

  it('hold what good tokens hold', async () => {
    const { 'two segments': token } = await tokensOf('alg-none-signed', plain)
    expect(decoded(token)[0]).toEqual({ typ: 'JWT', alg: 'none', kid: 'es1' })
    expect(decoded(token)[1]).toMatchObject({ aud: 'API', sub: 'u1', tenant: 't1' })
  })

  const families = new Set(['claims', 'cross-JWT', 'crit', 'key id', 'alg confusion', 'signature'])

  it.each(tokenAttacks.filter(({ family }) => families.has(family)))(
    '$id makes no good token',
    async (attack) => {
      const alike = Object.values(await attack.tokens(plain)).filter((token) =>
        token.startsWith(`${plain.input()}.`),
      )
      expect((await Promise.all(alike.map(isSigned))).filter(Boolean)).toEqual([])
    },
  )
})
