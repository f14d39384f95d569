import { describe, expect, it } from 'vitest'
import { resolveAlgorithms } from '../../src/config/resolve-algorithms.js'
import {
  ALL_ALGORITHMS,
  createVerifier,
  POST_QUANTUM_ALGORITHMS,
  type VerifierOptions,
} from '../../src/index.js'
import { configErrorOf } from '../support/outcome.js'
import { nodeHasMlDsa } from '../support/ml-dsa.js'

const every = [...ALL_ALGORITHMS, ...POST_QUANTUM_ALGORITHMS]

const problemOf = (value: unknown): string =>
  configErrorOf(() => resolveAlgorithms('issuer.algorithms', value)).message

describe('the allowed algorithms', () => {
  it('are those that every Node has, unless the user says which', () => {
    expect([...resolveAlgorithms('algorithms', undefined)]).toEqual(ALL_ALGORITHMS)
    expect([...resolveAlgorithms('algorithms', ['PS256', 'ES256'])]).toEqual(['PS256', 'ES256'])
  })

  it.each([[[]], ['ES256'], [null], [{}], [new Set(['ES256'])]])('are no list: %o', (value) => {
    expect(problemOf(value)).toBe(
      '"issuer.algorithms" must be a list of algorithm names that is not empty',
    )
  })

  it.each([['none'], ['es256'], ['ml-dsa-44'], ['ML-DSA-128'], ['toString'], [null], [['ES256']]])(
    'do not hold %j',
    (name) => {
      expect(problemOf(['ES256', name])).toBe(
        `"issuer.algorithms" must hold only ${every.join(', ')}`,
      )
    },
  )

  it('have no holes', () => {
    const list = ['ES256']
    list.length = 2
    expect(problemOf(list)).toMatch(/must hold only RS256/)
  })

  it.each(['HS256', 'HS512'])('do not hold %s, which is symmetric', (name) => {
    expect(problemOf([name])).toMatch(/whoever can verify a symmetric signature can make one/)
  })
})

describe('the post-quantum algorithms', () => {
  it.runIf(nodeHasMlDsa)('are allowed by one line, or each for itself', () => {
    expect([...resolveAlgorithms('algorithms', every)]).toEqual(every)
    for (const name of POST_QUANTUM_ALGORITHMS) {
      expect([...resolveAlgorithms('algorithms', [name])]).toEqual([name])
    }
  })

  const asked: readonly (readonly [option: string, changes: Partial<VerifierOptions>])[] = [
    ['algorithms', { algorithms: every }],
    ['algorithms', { algorithms: every, issuer: () => undefined }],
    ['issuer.algorithms', { issuer: { issuer: 'https://id.example', algorithms: every } }],
    ['issuer[0].algorithms', { issuer: [{ issuer: 'https://id.example', algorithms: every }] }],
  ]

  it.runIf(!nodeHasMlDsa).each(asked)(
    'are refused as "%s" when the verifier is made, on a Node without them',
    (option, changes) => {
      const options = { issuer: 'https://id.example', audience: 'https://rs.example', ...changes }
      const problem = configErrorOf(() => createVerifier(options))
      expect(problem.option).toBe(option)
      expect(problem.message).toBe(
        `"${option}" must not hold ML-DSA-44 on Node ${process.version}: that takes 24.6 or later, with OpenSSL 3.5`,
      )
    },
  )
})
