import { describe, expect, it, onTestFinished } from 'vitest'
import { createIssuer, createKeyRing, type KeyRingOptions } from '../../src/index.js'

describe('createKeyRing', () => {
  it.each<[string, unknown]>([
    ['algorithm', { algorithm: 'HS256' }],
    ['algorithm', { algorithm: 'none' }],
    ['store', { store: {} }],
    ['store', { store: null }],
    ['clock', { clock: 1 }],
    ['refresh', { refresh: 0 }],
    ['refresh', { refresh: 301 }],
    ['refresh', { refresh: Number.NaN }],
    ['refresh', { refresh: '30' }],
    ['staleFor', { refresh: 30, staleFor: 59 }],
    ['staleFor', { staleFor: 86_401 }],
    ['staleFor', { staleFor: Infinity }],
    ['tokenLifetime', { tokenLifetime: 3_599 }],
    ['tokenLifetime', { tokenLifetime: 86_401 }],
    ['publishedBefore', { publishedBefore: 3_959 }],
    ['publishedBefore', { publishedBefore: 2_592_001 }],
    ['rotateEvery', { rotateEvery: 7_199 }],
    ['rotateEvery', { rotateEvery: 0 }],
    ['rotateEvery', { rotateEvery: true }],
    ['rotateEvery', { rotateEvery: 63_072_001 }],
    ['rotateEvry', { rotateEvry: 86_400 }],
    ['toString', { toString: 1 }],
    ['options', null],
    ['options', []],
  ])('names a wrong "%s": %j', async (option, options) => {
    const made = createKeyRing(options as KeyRingOptions)
    await expect(made).rejects.toThrow(TypeError)
    await expect(made).rejects.toThrow(option)
  })

  it.each<KeyRingOptions>([
    {},
    { refresh: 1, staleFor: 2, publishedBefore: 362, rotateEvery: 362 },
    // What is not given follows what is.
    { staleFor: 86_400 },
    { rotateEvery: false, tokenLifetime: 86_400 },
  ])('takes %j', async (options) => {
    const ring = await createKeyRing(options)
    onTestFinished(() => ring.close())
    expect(ring.status().version).toBe(1)
  })
})

describe('createIssuer', () => {
  it('takes a ring that somebody wrote, if it is one', () => {
    const half = { ready: async () => undefined, signingKey: () => undefined }
    const make = (): unknown => createIssuer({ issuer: 'https://id.example', keys: half as never })
    expect(make).toThrow('"keys"')
  })
})
