import { describe, expect, it } from 'vitest'
import type { Authentication } from '../../src/index.js'
import { PROVENANCE, provenanceOf, verifiedClaimsOf } from '../../src/token/provenance.js'
import { authenticated } from '../support/authenticated.js'
import { configErrorOf } from '../support/outcome.js'

describe('the provenance of an Authentication', () => {
  it('is what its issuer signed, whatever a schema made of it', () => {
    const auth = authenticated({ tenant: 'acme' })
    expect(verifiedClaimsOf(auth)['tenant']).toBe('acme')
    expect(verifiedClaimsOf(auth)).toBe(provenanceOf(auth).signed)
  })

  it('does not go along with a copy, which could say anything', () => {
    const auth = authenticated({})
    const copies: readonly object[] = [
      { ...auth },
      structuredClone({ ...auth, scopes: [] }),
      JSON.parse(JSON.stringify(auth)) as object,
      { claims: { admin: true } },
    ]
    for (const copy of copies) {
      const problem = configErrorOf(() => provenanceOf(copy as Authentication<unknown>))
      expect(problem.message).toBe('"auth" must be the Authentication itself, and not a copy of it')
    }
  })

  it('cannot be replaced', () => {
    const auth = authenticated({})
    expect(Object.getOwnPropertySymbols(auth)).toEqual([])
    expect(Reflect.set(auth, PROVENANCE, {})).toBe(false)
    expect(() => Object.defineProperty(auth, PROVENANCE, { value: {} })).toThrow(TypeError)
  })
})
