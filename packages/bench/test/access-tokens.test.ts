import { generateSigningKey } from '@countersign/issuer'
import { describe, expect, it } from 'vitest'
import { accessToken, withOtherSignature } from '../src/access-tokens.js'
import { verifierFor } from '../src/ours.js'

const now = Math.floor(Date.now() / 1000)

describe('access tokens', () => {
  it('are as large as others have them', async () => {
    const key = await generateSigningKey('RS256', { kid: '2027-01' })
    expect(accessToken(key, 399, { now }).length).toBeGreaterThan(650)
    expect(accessToken(key, 399, { now }).length).toBeLessThan(800)
  })

  it('differ by their number, and by nothing else', async () => {
    const key = await generateSigningKey('EdDSA')
    expect(accessToken(key, 1, { now })).toBe(accessToken(key, 1, { now }))
    expect(accessToken(key, 2, { now })).not.toBe(accessToken(key, 1, { now }))
  })

  it('are good, unless they get another signature', async () => {
    const key = await generateSigningKey('EdDSA')
    const verifier = verifierFor(key, false)
    const token = accessToken(key, 1, { now })
    await expect(verifier.verifyToken(token)).resolves.toMatchObject({ subject: 'user-1' })
    await expect(verifier.verifyToken(withOtherSignature(token))).rejects.toMatchObject({
      reason: 'invalid_signature',
    })
  })
})
