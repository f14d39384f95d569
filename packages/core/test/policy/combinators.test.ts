import { describe, expect, it, vi } from 'vitest'
import {
  acr,
  allOf,
  anyOf,
  anyScope,
  authenticatedWithin,
  check,
  claim,
  not,
  scopes,
  type Decision,
  type Policy,
} from '../../src/index.js'
import { DENIED } from '../../src/policy/decide.js'
import { asked, authenticated } from '../support/authenticated.js'
import { configErrorOf } from '../support/outcome.js'

const context = asked(authenticated({ tenant: 'acme' }, ['read']))
const yes = scopes('read')
const no = claim('tenant', 'other')

/** A policy that notes when it was asked. */
function noting(log: string[], name: string, decision: Decision, last = false): Policy {
  const evaluate = async (): Promise<Decision> => {
    log.push(`${name} asked`)
    await Promise.resolve()
    log.push(`${name} done`)
    return decision
  }
  return { description: name, last, evaluate }
}

describe('allOf', () => {
  it('grants where all grant', async () => {
    expect(await allOf(yes).evaluate(context)).toBeUndefined()
    expect(await allOf(yes, not(no), anyOf(no, yes)).evaluate(context)).toBeUndefined()
  })

  it('denies where one denies, wherever it stands', async () => {
    for (const policies of [[no], [no, yes], [yes, no], [yes, no, yes]]) {
      expect(await allOf(...policies).evaluate(context)).toEqual(DENIED)
    }
  })

  it('asks one after the other, and all of them', async () => {
    const log: string[] = []
    const policies = [noting(log, 'a', DENIED), noting(log, 'b', undefined)]
    await allOf(...policies).evaluate(context)
    expect(log).toEqual(['a asked', 'a done', 'b asked', 'b done'])
  })

  it('asks what is to be last after the others, and only where none of them denies', async () => {
    const log: string[] = []
    const late = noting(log, 'late', undefined, true)
    await allOf(late, noting(log, 'a', undefined)).evaluate(context)
    expect(log).toEqual(['a asked', 'a done', 'late asked', 'late done'])
    log.length = 0
    await allOf(late, noting(log, 'a', DENIED)).evaluate(context)
    expect(log).toEqual(['a asked', 'a done'])
  })

  it('does not ask a second check where the first has denied', async () => {
    const second = vi.fn<() => boolean>(() => true)
    await allOf(
      check(() => false),
      check(second),
    ).evaluate(context)
    expect(second).not.toHaveBeenCalled()
  })
})

describe('anyOf', () => {
  it('grants where one grants, and asks no further', async () => {
    const log: string[] = []
    const policies = [
      noting(log, 'a', DENIED),
      noting(log, 'b', undefined),
      noting(log, 'c', DENIED),
    ]
    expect(await anyOf(...policies).evaluate(context)).toBeUndefined()
    expect(log).toEqual(['a asked', 'a done', 'b asked', 'b done'])
  })

  it('denies where all deny', async () => {
    expect(await anyOf(no).evaluate(context)).toEqual(DENIED)
    expect(await anyOf(no, scopes('admin')).evaluate(context)).toEqual({
      scopes: ['admin'],
      stepUp: undefined,
    })
  })
})

describe('not', () => {
  it('turns an answer round, and asks for nothing', async () => {
    expect(await not(yes).evaluate(context)).toBe(DENIED)
    expect(await not(no).evaluate(context)).toBeUndefined()
    expect(await not(not(scopes('admin'))).evaluate(context)).toBe(DENIED)
    expect(await not(acr('urn:mfa')).evaluate(context)).toBeUndefined()
  })
})

describe('denials together', () => {
  it.each([
    [allOf(scopes('a', 'b'), scopes('b', 'c')), { scopes: ['a', 'b', 'c'], stepUp: undefined }],
    [anyOf(scopes('a'), anyScope('b')), { scopes: ['a', 'b'], stepUp: undefined }],
    [
      allOf(authenticatedWithin(300), authenticatedWithin(60), authenticatedWithin(900)),
      { scopes: [], stepUp: { acrValues: [], maxAge: 60 } },
    ],
    [
      allOf(acr('urn:a', 'urn:b'), acr('urn:b', 'urn:c')),
      { scopes: [], stepUp: { acrValues: ['urn:a', 'urn:b', 'urn:c'], maxAge: undefined } },
    ],
    [
      allOf(scopes('a'), acr('urn:mfa'), no, authenticatedWithin(0)),
      { scopes: ['a'], stepUp: { acrValues: ['urn:mfa'], maxAge: 0 } },
    ],
    [
      allOf(allOf(scopes('a'), acr('urn:a')), anyOf(authenticatedWithin(5), scopes('b'))),
      { scopes: ['a', 'b'], stepUp: { acrValues: ['urn:a'], maxAge: 5 } },
    ],
    // What is satisfied asks for nothing.
    [allOf(scopes('read'), scopes('a')), { scopes: ['a'], stepUp: undefined }],
  ])('ask for everything at once: %#', async (policy, denial) => {
    expect(await policy.evaluate(context)).toEqual(denial)
  })
})

const answering = (decision: unknown): Policy => ({
  description: 'custom',
  evaluate: () => decision as Decision,
})

describe('a policy of the application', () => {
  it.each([false, true, null, 0, '', 'no', {}, { scopes: 'a' }, []])(
    'may not answer %j: nobody could tell what it means',
    async (answer) => {
      for (const policy of [allOf, anyOf, not]) {
        await expect(policy(answering(answer)).evaluate(context)).rejects.toThrow(
          '"policy" must decide with `undefined` (yes) or a Denial (no)',
        )
      }
    },
  )

  it('has its exceptions passed on, whatever stands beside it', async () => {
    const broken: Policy = {
      description: 'broken',
      evaluate: () => Promise.reject(new Error('the database is away')),
    }
    for (const policy of [allOf(broken, no), anyOf(broken, yes), not(broken)]) {
      await expect(policy.evaluate(context)).rejects.toThrow('the database is away')
    }
  })
})

describe('what combinators are made of', () => {
  const wrong: readonly unknown[] = [undefined, null, 'admin', scopes, {}, [yes], { evaluate: 1 }]

  it.each(wrong)('is policies, unlike %o', (value) => {
    const policy = value as Policy
    for (const [name, make] of [
      ['allOf', () => allOf(yes, policy)],
      ['anyOf', () => anyOf(policy, yes)],
      ['not', () => not(policy)],
    ] as const) {
      const problem = configErrorOf(make)
      expect(problem.option).toBe(name)
      expect(problem.message).toMatch(/takes policies, such as scopes\(\) or claim\(\)/)
    }
  })

  it('is at least one: all of none would let everyone pass', () => {
    expect(configErrorOf(() => allOf()).message).toBe('"allOf" needs at least one policy')
    expect(configErrorOf(() => anyOf()).message).toBe('"anyOf" needs at least one policy')
  })

  it('describes the whole', () => {
    const { description } = allOf(scopes('a', 'b'), anyOf(acr('urn:x'), not(claim('c', 1))))
    expect(description).toBe('allOf(scopes(a, b), anyOf(acr(urn:x), not(claim(c))))')
  })
})
