import { describe, expect, it } from 'vitest'
import { staticKeys } from '../../src/keys/static-keys.js'
import { configErrorOf } from '../support/outcome.js'
import { keyPair } from '@countersign/testing'

const { publicKey, privateKey } = keyPair('ed25519')
const usable = { ...publicKey.export({ format: 'jwk' }), kty: 'OKP' }
const secret = { ...privateKey.export({ format: 'jwk' }), kty: 'OKP' }
const issuer = 'https://id.example'

describe('staticKeys', () => {
  it('are there at once, for ever', async () => {
    const source = staticKeys('keys', issuer, { keys: [usable, secret] }, 10)
    const found = source.find({ algorithm: 'EdDSA', kid: undefined })
    expect(found).toHaveLength(1)
    await source.ready()
    source.close()
    expect(source.find({ algorithm: 'EdDSA', kid: undefined })).toBe(found)
    expect(source.find({ algorithm: 'EdDSA', kid: 'other' })).toEqual([])
  })

  it('have nothing to export, and take nothing over: the options say what they are', () => {
    const source = staticKeys('keys', issuer, { keys: [usable] }, 10)
    expect(source.export()).toBeUndefined()
    source.restore({ issuer, fetchedAt: 4_000_000_000, keys: [] })
    expect(source.find({ algorithm: 'EdDSA', kid: undefined })).toHaveLength(1)
  })

  it('tell how they are', () => {
    expect(staticKeys('keys', issuer, { keys: [usable] }, 10).health()).toEqual({
      issuer,
      state: 'static',
      keys: 1,
      age: undefined,
      lastError: undefined,
    })
  })

  it('are a ConfigError where there is none of use, which says why', () => {
    const problem = configErrorOf(() => staticKeys('issuer.keys', issuer, { keys: [secret] }, 10))
    expect(problem.option).toBe('issuer.keys')
    expect(problem.message).toBe(
      '"issuer.keys" must hold at least one usable public key (the first one: private or symmetric)',
    )
    expect(problem.message).not.toContain(secret.d)
  })

  it('are a ConfigError where the set is empty', () => {
    const { message } = configErrorOf(() => staticKeys('keys', issuer, { keys: [] }, 10))
    expect(message).toBe('"keys" must hold at least one usable public key')
  })
})
