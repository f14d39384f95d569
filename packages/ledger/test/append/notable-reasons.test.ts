import { describe, expect, it } from 'vitest'
import { REFUSALS } from '../../../core/src/refusals.js'
import { NOTABLE_REASONS } from '../../src/append/notable-reasons.js'
import { NOTABLE_KINDS } from '../../src/notable.js'

describe('what reasons tell the owner', () => {
  it('is decided for each of them', () => {
    const reasons = [...Object.keys(REFUSALS), 'dependency_unavailable']
    expect(Object.keys(NOTABLE_REASONS).toSorted()).toEqual(reasons.toSorted())
  })

  it('is one of the kinds, and all that reasons can tell are there', () => {
    const told = new Set(Object.values(NOTABLE_REASONS).filter((kind) => kind !== undefined))
    const others = ['first-use', 'new-network', 'burst']
    expect([...told, ...others].toSorted()).toEqual(NOTABLE_KINDS.toSorted())
  })
})
