import { describe, expect, it } from 'vitest'
import { KnownProblem, problemOf } from '../../src/notify/problem-of.js'

const secret = 'https://push.example/secret'

describe('problemOf', () => {
  it.each([
    ['the code of its cause', new Error(secret, { cause: { code: 'ECONNRESET' } }), 'ECONNRESET'],
    ['its own code', Object.assign(new Error(secret), { code: 'EAUTH' }), 'EAUTH'],
    ['its name', new TypeError(secret), 'TypeError'],
    ['no code that is a text', Object.assign(new Error(secret), { code: secret }), 'Error'],
    ['no name that is a text', Object.assign(new Error(secret), { name: secret }), 'Error'],
    ['nothing of what is no error', secret, 'no reason given'],
    ['what is said in words of ours', new KnownProblem('url of the notice'), 'url of the notice'],
  ])('tells of an error %s', (_what, error, problem) => {
    expect(problemOf(error)).toBe(problem)
  })
})
