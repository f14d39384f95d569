import { describe, expect, it } from 'vitest'
import {
  type AdapterContractOptions,
  adapterContract,
  type CoreUnderTest,
} from '../../src/contracts/index.js'
import { families } from '../../src/contracts/families.js'

// Nothing is asked of it before the tests run.
const core = {} as CoreUnderTest

const start = (): never => {
  throw new Error('nothing is started before the tests are')
}

/** Families that would run, and how many cases. */
function registered(options?: AdapterContractOptions): { names: string[]; cases: number } {
  const names: string[] = []
  let cases = 0
  const runner = {
    describe: (name: string, body: () => void) => {
      names.push(name)
      body()
    },
    it: () => (cases += 1),
    beforeAll: () => undefined,
    afterAll: () => undefined,
  }
  adapterContract(runner, core, 'a framework', start, options)
  return { names, cases }
}

const ALL = families.reduce((sum, { cases }) => sum + cases.length, 0)

describe('adapterContract', () => {
  it('has every case of every family, unless it is told otherwise', () => {
    const everything = { names: ['a framework', ...families.map(({ name }) => name)], cases: ALL }
    expect(registered()).toEqual(everything)
    expect(registered({ families: 'all' })).toEqual(everything)
    expect(registered({ families: 'requests' as 'request' })).toEqual(everything)
  })

  it('leaves out what the token alone decides, and nothing that a framework can change', () => {
    const { names, cases } = registered({ families: 'request' })
    const left = families.filter(({ name }) => !names.includes(name))
    expect(left.map(({ name }) => name)).toEqual([
      'RFC 7515-7519: JOSE and JWT',
      'RFC 8725: JWT best current practice',
      'RFC 9068: JWT access tokens',
      'RFC 7516: encrypted tokens',
      'RFC 8414: metadata and keys of the issuer',
      'RFC 7662, RFC 9701: introspection',
      'Token Status List',
      'attack tokens',
    ])
    expect(cases).toBe(ALL - left.reduce((sum, family) => sum + family.cases.length, 0))
  })
})
