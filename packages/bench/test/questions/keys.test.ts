import { expect, it } from 'vitest'
import { keys } from '../../src/questions/keys.js'
import { LEAST } from '../least.js'
import { shapeOf, tablesOf, times } from '../shape-of.js'

const ROWS = ['list', 'function'].flatMap((trust) =>
  ['static keys', 'JWKS URL', 'discovery'].map((source) => `${trust}, ${source}`),
)

it('has a ratio for many issuers, many keys and many policies', async () => {
  const tables = await tablesOf(keys, LEAST)
  const flat = 'ratio with a target'
  expect(tables.map(shapeOf)).toEqual([
    ...LEAST.algorithms.map((title) => ({
      title,
      columns: [
        'again',
        '2 issuers',
        '2 keys in a set',
        'floor, 1 key',
        'floor, 2 keys',
        '2 issuers, beyond the floor',
        '2 keys in a set, beyond the floor',
      ],
      rows: [
        ...ROWS.map((name) => [name, ...times(7, 'ratio')]),
        ['all of these', ...times(5, 'ratio'), flat, flat],
      ],
    })),
    {
      title: 'policies',
      columns: ['again', '2 policies'],
      rows: [
        ...['scopes', 'claim', 'allOf'].map((name) => [name, 'ratio', 'ratio']),
        ['all of these', 'ratio', flat],
      ],
    },
  ])
}, 60_000)
