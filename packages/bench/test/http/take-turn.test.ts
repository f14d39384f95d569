import { expect, it } from 'vitest'
import { togetherOf } from '../../src/http/take-turn.js'

it('says what some turns come to together: all requests in all of the time', () => {
  const turns = [
    { throughput: 100, cpu: 1 },
    { throughput: 300, cpu: 3 },
    { throughput: 50, cpu: 10 },
    { throughput: 50, cpu: 30 },
  ]
  expect(togetherOf(turns, 2)).toEqual([
    { throughput: 150, cpu: 2 },
    { throughput: 50, cpu: 20 },
  ])
  expect(togetherOf(turns, 1)).toEqual(turns)
})
