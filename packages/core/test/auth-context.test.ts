import { expect, it } from 'vitest'
import { type AuthContext, contextOf, keepContext } from '../src/adapter.js'

it('keeps what was found out about a request, for that request and no copy of its members', () => {
  const request = { method: 'GET' }
  const [first, second] = [{} as AuthContext, {} as AuthContext]
  expect(contextOf(request)).toBeUndefined()
  keepContext(request, first)
  expect(contextOf(request)).toBe(first)
  expect(contextOf({ method: 'GET' })).toBeUndefined()
  keepContext(request, second)
  expect(contextOf(request)).toBe(second)
})
