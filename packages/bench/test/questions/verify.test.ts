import { expect, it } from 'vitest'
import { verify } from '../../src/questions/verify.js'
import { LEAST } from '../least.js'
import { shapeOf, tablesOf, times } from '../shape-of.js'

const OURS = ['ours', 'ours, cache']
const PEERS = ['fast-jwt', 'aws-jwt-verify', 'jsonwebtoken', 'jose']

/** What does not know every algorithm. */
const MISSING: Readonly<Record<string, string>> = { PS256: 'aws-jwt-verify', EdDSA: 'jsonwebtoken' }

const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA']

/** A cell for each peer that knows the algorithm. */
const ofPeers = (algorithm: string, cell: string): readonly string[] =>
  PEERS.map((peer) => (MISSING[algorithm] === peer ? '—' : cell))

const target = 'ratio with a target'

/** Of tables that have the same cells all over. */
const plain = (algorithm: string, name: string, cell: string): readonly string[] => [
  name,
  ...times(3, cell),
  ...ofPeers(algorithm, cell),
]

it('has figures of all that can verify a token, new or seen before', async () => {
  const tables = await tablesOf(verify, LEAST)
  const everybody = ['floor', ...OURS, ...PEERS]
  expect(tables.map(shapeOf)).toEqual([
    {
      title: 'cold',
      columns: ['floor', 'again', ...OURS, ...PEERS],
      rows: ALGORITHMS.flatMap((name) => [
        [name, '', 'ratio', target, target, ...ofPeers(name, 'ratio')],
        [`${name}, added`, ...times(4, 'µs'), ...ofPeers(name, 'µs')],
        [`${name}, ours beside`, ...times(4, ''), ...ofPeers(name, target)],
      ]),
    },
    {
      title: 'hot',
      columns: ['hash', 'again', 'ours', 'fast-jwt', 'fast-jwt beside ours'],
      rows: ALGORITHMS.flatMap((name) => [
        [name, '', 'ratio', target, 'ratio', target],
        [`${name}, time`, ...times(4, 'µs'), ''],
      ]),
    },
    {
      title: '50 at once',
      columns: everybody,
      rows: ALGORITHMS.flatMap((name) => [
        plain(name, `${name}, wall`, 'µs'),
        plain(name, `${name}, CPU`, 'µs'),
      ]),
    },
    {
      title: 'single calls, wall',
      columns: everybody,
      rows: ALGORITHMS.flatMap((name) => [
        plain(name, `${name}, p50`, 'µs'),
        plain(name, `${name}, p99`, 'µs'),
      ]),
    },
    {
      title: 'bytes a call',
      columns: [...everybody, 'hash, hot', 'ours, hot', 'fast-jwt, hot'],
      rows: ALGORITHMS.map((name) => [...plain(name, name, 'bytes'), ...times(3, 'bytes')]),
    },
  ])
}, 60_000)
