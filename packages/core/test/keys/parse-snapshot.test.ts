import { describe, expect, it } from 'vitest'
import { parseSnapshot } from '../../src/keys/parse-snapshot.js'
import { configErrorOf } from '../support/outcome.js'

const entry = { issuer: 'https://id.example', fetchedAt: 1_800_000_000, keys: [] }

describe('a snapshot', () => {
  it('is taken as it was exported', () => {
    const snapshot = { version: 1, issuers: [entry, { ...entry, keysUrl: 'file:///keys.json' }] }
    expect(parseSnapshot(JSON.parse(JSON.stringify(snapshot)))).toEqual(snapshot)
    expect(parseSnapshot({ version: 1, issuers: [] })).toEqual({ version: 1, issuers: [] })
  })

  it.each<[unknown, string]>([
    [undefined, 'snapshot'],
    [null, 'snapshot'],
    ['{}', 'snapshot'],
    [[], 'snapshot'],
    [{}, 'snapshot.version'],
    [{ version: 2, issuers: [] }, 'snapshot.version'],
    [{ version: 1 }, 'snapshot.issuers'],
    [{ version: 1, issuers: {} }, 'snapshot.issuers'],
    [{ version: 1, issuers: [null] }, 'snapshot.issuers[0]'],
    [{ version: 1, issuers: [entry, 'x'] }, 'snapshot.issuers[1]'],
    [{ version: 1, issuers: [{ ...entry, issuer: 1 }] }, 'snapshot.issuers[0].issuer'],
    [{ version: 1, issuers: [{ ...entry, keysUrl: null }] }, 'snapshot.issuers[0].keysUrl'],
    [{ version: 1, issuers: [{ ...entry, fetchedAt: '1' }] }, 'snapshot.issuers[0].fetchedAt'],
    [{ version: 1, issuers: [{ ...entry, fetchedAt: NaN }] }, 'snapshot.issuers[0].fetchedAt'],
    [{ version: 1, issuers: [{ ...entry, fetchedAt: -1 }] }, 'snapshot.issuers[0].fetchedAt'],
    [{ version: 1, issuers: [{ ...entry, keys: {} }] }, 'snapshot.issuers[0].keys'],
  ])('is not %j', (value, option) => {
    expect(configErrorOf(() => parseSnapshot(value)).option).toBe(option)
  })
})
