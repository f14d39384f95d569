import { expect, it } from 'vitest'
import { type AuthContext, contextOf, keepContext } from '../src/adapter.js'

const HEADERS = ['Authorization', 'Bearer token']

function contexts(): [AuthContext, AuthContext] {
  return [{} as AuthContext, {} as AuthContext]
}

it.each<[kind: string, members: object]>([
  ['without headers', {}],
  ['with no more than an empty list of them', { rawHeaders: [] }],
  ['with headers', { rawHeaders: [...HEADERS] }],
  ['with headers that are frozen', { rawHeaders: Object.freeze([...HEADERS]) }],
])('keeps what was found out about a request %s, and the last of it', (_kind, members) => {
  const request = { ...members }
  const [first, second] = contexts()
  expect(contextOf(request)).toBeUndefined()
  keepContext(request, first)
  expect(contextOf(request)).toBe(first)
  keepContext(request, second)
  expect(contextOf(request)).toBe(second)
  expect(contextOf(Object.create(request) as object)).toBe(second)
})

it('keeps it for no other request with the same list of headers', () => {
  const rawHeaders = [...HEADERS]
  const [request, other] = [{ rawHeaders }, { rawHeaders }]
  const [first, second] = contexts()
  keepContext(request, first)
  expect(contextOf(other)).toBeUndefined()
  keepContext(other, second)
  expect(contextOf(request)).toBe(first)
  expect(contextOf(other)).toBe(second)
})

it('keeps what is found out about a request that inherits from another one apart', () => {
  const request = { rawHeaders: [...HEADERS] }
  const heir = Object.create(request) as object
  const [first, second] = contexts()
  keepContext(request, first)
  keepContext(heir, second)
  expect(contextOf(request)).toBe(first)
  expect(contextOf(heir)).toBe(second)
})

it('keeps the last of it where the headers have been frozen since the first', () => {
  const request = { rawHeaders: [...HEADERS] }
  const [first, second] = contexts()
  keepContext(request, first)
  Object.freeze(request.rawHeaders)
  keepContext(request, second)
  expect(contextOf(request)).toBe(second)
})

it('leaves an empty list of headers alone, which may be anybody’s', () => {
  const rawHeaders: string[] = []
  keepContext({ rawHeaders }, contexts()[0])
  expect(Reflect.ownKeys(rawHeaders)).toEqual(['length'])
})

it('shows nothing of it among the headers', () => {
  const rawHeaders = [...HEADERS]
  keepContext({ rawHeaders }, contexts()[0])
  expect([...rawHeaders]).toEqual(HEADERS)
  expect(JSON.stringify(rawHeaders)).toBe(JSON.stringify(HEADERS))
  expect(new Headers([rawHeaders as [string, string]]).get('authorization')).toBe('Bearer token')
})
