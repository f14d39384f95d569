import { describe, expect, it } from 'vitest'
import { resolveDecryption } from '../../src/config/resolve-decryption.js'
import { resolveIssuer } from '../../src/config/resolve-issuer.js'
import { resolveOptions } from '../../src/config/resolve-options.js'
import type { Decryption } from '../../src/encryption/decryption.js'
import type { DecryptionKey } from '../../src/encryption/decryption-key.js'
import { decryptionKey, sharedKey } from '../support/decryption-keys.js'
import { configErrorOf } from '../support/outcome.js'

const { jwk } = decryptionKey('P-256', 'k')
const shared = sharedKey('A256KW', 32).jwk

const keys = (): unknown => [jwk]

/** The keys that are there at once. */
function keysOf(decryption: Decryption | undefined): readonly DecryptionKey[] {
  const found = decryption?.keys()
  if (!found || found instanceof Promise) throw new Error('no keys at hand')
  return found.usable
}

describe('resolveDecryption', () => {
  it('takes a list, as it is then', () => {
    const list = [jwk, shared]
    const decryption = resolveDecryption('decryption', list)
    list.pop()
    expect(decryption?.required).toBe(true)
    expect(keysOf(decryption)).toHaveLength(2)
    expect(resolveDecryption('decryption', undefined)).toBeUndefined()
  })

  it('takes a store, which may leave plain tokens be', () => {
    expect(resolveDecryption('decryption', { keys })?.required).toBe(true)
    expect(resolveDecryption('decryption', { keys, required: true })?.required).toBe(true)
    expect(resolveDecryption('decryption', { keys, required: false })?.required).toBe(false)
    class Vault {
      keys(): unknown {
        return [jwk]
      }
    }
    expect(keysOf(resolveDecryption('decryption', new Vault()))).toHaveLength(1)
  })

  it.each([
    [null, 'decryption'],
    ['keys', 'decryption'],
    [[], 'decryption'],
    [{}, 'decryption.keys'],
    [{ keys: [jwk] }, 'decryption.keys'],
    [{ keys: () => [jwk], required: 'false' }, 'decryption.required'],
    [{ keys: () => [jwk], required: null }, 'decryption.required'],
    [[jwk, undefined], 'decryption[1]'],
    // oxlint-disable-next-line no-sparse-arrays
    [[jwk, , jwk], 'decryption[1]'],
    [[{ ...jwk, d: undefined }], 'decryption[0]'],
    [Array.from({ length: 101 }, () => jwk), 'decryption'],
  ])('refuses %o', (value, option) => {
    const problem = configErrorOf(() => resolveDecryption('decryption', value))
    expect(problem.option).toBe(option)
    expect(problem.message).not.toContain(String(jwk.d))
  })

  it('repeats no key that it refuses', () => {
    const { message } = configErrorOf(() =>
      resolveDecryption('decryption', [{ ...shared, alg: 'HS256' }]),
    )
    expect(message).toBe(
      '"decryption[0]" must be a private or symmetric JWK for encryption: unsupported alg',
    )
  })
})

describe('an issuer', () => {
  const issuer = 'https://id.example'

  it('has the keys of the verifier, or its own', () => {
    const decryption = resolveDecryption('decryption', [jwk])
    const defaults = { audiences: ['urn:a'], ...(decryption && { decryption }) }
    expect(resolveIssuer(issuer, defaults, 'issuer').decryption).toBe(decryption)
    const own = { issuer, decryption: [shared] }
    const profile = resolveIssuer(own, defaults, 'issuer')
    expect(keysOf(profile.decryption)[0]?.kty).toBe('oct')
    expect(resolveIssuer(issuer, { audiences: ['urn:a'] }, 'issuer').decryption).toBeUndefined()
    const wrong = { issuer, decryption: [{}] }
    const { option } = configErrorOf(() => resolveIssuer(wrong, defaults, 'issuer[3]'))
    expect(option).toBe('issuer[3].decryption[0]')
  })

  it('shares what is given for all', () => {
    const options = {
      issuer: [issuer, 'https://other.example'],
      audience: 'urn:a',
      decryption: [jwk],
    }
    const [a, b] = resolveOptions(options).issuers
    expect(a?.decryption).toBeDefined()
    expect(a?.decryption).toBe(b?.decryption)
    const wrong = { ...options, decryption: [{}] }
    expect(configErrorOf(() => resolveOptions(wrong)).option).toBe('decryption[0]')
  })
})
