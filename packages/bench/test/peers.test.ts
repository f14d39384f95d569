import { generateSigningKey } from '@countersign/issuer'
import { signCompact } from '@countersign/testing'
import { describe, expect, it } from 'vitest'
import { accessToken, ISSUER, withOtherSignature } from '../src/access-tokens.js'
import { PEERS } from '../src/peers.js'
import { AUDIENCE } from '../src/providers.js'

const now = Math.floor(Date.now() / 1000)
const key = await generateSigningKey('RS256', { kid: 'k' })
const stranger = await generateSigningKey('ES256', { kid: 'k' })

const tokenWith = (claims: object, signer = key): string => {
  const payload = { iss: ISSUER, aud: AUDIENCE, iat: now, exp: now + 60, ...claims }
  const header = { alg: signer.algorithm, typ: 'at+jwt', kid: signer.kid }
  return signCompact({ header, payload, key: signer })
}

const good = accessToken(key, 1, { now })

describe.each(Object.entries(PEERS))('%s', (_name, make) => {
  const verdict = async (token: string): Promise<string> => {
    const check = await make(key)
    try {
      await check?.(token)
      return 'taken'
    } catch {
      return 'refused'
    }
  }

  it('takes a good token', async () => expect(await verdict(good)).toBe('taken'))

  // All are asked for the same, so that none is faster because it does less.
  it.each([
    ['a wrong signature', withOtherSignature(good)],
    ['another algorithm', tokenWith({}, stranger)],
    ['another issuer', tokenWith({ iss: 'https://other.example' })],
    ['another audience', tokenWith({ aud: 'https://other.example' })],
    ['an end that is past', tokenWith({ exp: now - 60 })],
    ['a begin that is to come', tokenWith({ nbf: now + 60 })],
  ])('refuses %s', async (_what, token) => expect(await verdict(token)).toBe('refused'))
})
