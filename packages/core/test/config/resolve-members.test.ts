import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import {
  resolveLimits,
  resolveRealm,
  resolveSchema,
  resolveSources,
  resolveTimes,
} from '../../src/config/resolve-members.js'

describe('resolveTimes', () => {
  it('takes the ends of each range', () => {
    const options = { issuer: 'https://id.example', audience: 'urn:rs' }
    for (const clockTolerance of [0, 600]) {
      expect(resolveTimes({ ...options, clockTolerance }).clockTolerance).toBe(clockTolerance)
    }
    for (const maxTokenAge of [1, 315_360_000]) {
      expect(resolveTimes({ ...options, maxTokenAge }).maxTokenAge).toBe(maxTokenAge)
    }
  })
})

describe('resolveSources', () => {
  it('switches on what is named, and nothing else', () => {
    expect(resolveSources({ body: true })).toEqual({ body: true, query: false, cookie: undefined })
    expect(resolveSources({ header: true, query: true, cookie: '__Host-at' })).toEqual({
      body: false,
      query: true,
      cookie: '__Host-at',
    })
  })
})

describe('resolveLimits', () => {
  it('takes what is given and the default for the rest', () => {
    expect(resolveLimits({ tokenBytes: 65_536, jwksKeys: 1 })).toEqual({
      tokenBytes: 65_536,
      jwksBytes: 524_288,
      jwksKeys: 1,
      issuers: 1_000,
      statusListBytes: 4_194_304,
      statusLists: 100,
    })
  })
})

describe('resolveRealm', () => {
  it('is the first audience', () => {
    expect(resolveRealm(undefined, ['https://rs.example', 'urn:b'])).toBe('https://rs.example')
  })

  it('is the first audience without what a quoted string cannot hold', () => {
    expect(resolveRealm(undefined, ['Bücher "API"\\'])).toBe('Bcher API')
  })

  it('is never empty', () => {
    expect(resolveRealm(undefined, ['ü'])).toBe('api')
  })

  it('is what was asked for, with the spaces', () => {
    expect(resolveRealm('Orders, all of them; and = more', ['urn:a'])).toBe(
      'Orders, all of them; and = more',
    )
  })
})

describe('resolveSchema', () => {
  it.each([
    ['zod', z.object({})],
    ['valibot', v.object({})],
  ])('takes a schema of %s', (_, schema) => {
    expect(resolveSchema(schema)).toBe(schema)
  })

  it('takes a schema that is a function, as arktype has them', () => {
    const schema = Object.assign(() => 1, {
      '~standard': { version: 1, vendor: 'test', validate: (value: unknown) => ({ value }) },
    })
    expect(resolveSchema(schema)).toBe(schema)
  })
})
