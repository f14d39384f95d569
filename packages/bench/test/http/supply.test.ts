import { describe, expect, it } from 'vitest'
import { HOT_TOKENS, supplyOf } from '../../src/http/supply.js'

const pool = Array.from({ length: HOT_TOKENS + 50 }, (_, at) => Buffer.from(`request ${at}`))

describe('requests with hot tokens', () => {
  it('come again and again', () => {
    const next = supplyOf(pool, 'hot')
    const requests = [...next(HOT_TOKENS), ...next(HOT_TOKENS)]
    expect(new Set(requests)).toEqual(new Set(pool.slice(0, HOT_TOKENS)))
    expect(requests.slice(0, HOT_TOKENS)).toEqual(requests.slice(HOT_TOKENS))
  })
})

describe('requests with distinct tokens', () => {
  it('never come again', () => {
    const next = supplyOf(pool, 'distinct')
    expect([...next(100), ...next(150)]).toEqual(pool)
    expect(() => next(1)).toThrow('no token is left')
  })

  it('are the same for every server', () => {
    expect(supplyOf(pool, 'distinct')(10)).toEqual(supplyOf(pool, 'distinct')(10))
  })
})
