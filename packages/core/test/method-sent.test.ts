import { describe, expect, it } from 'vitest'
import { methodSent } from '../src/method-sent.js'

describe('the method that a request was sent with', () => {
  it.each<[what: string, request: Parameters<typeof methodSent>[0], method: string]>([
    ['its method', { method: 'DELETE' }, 'DELETE'],
    ['the one that was there before', { method: 'DELETE', originalMethod: 'POST' }, 'POST'],
    ['its method, where the other is none', { method: 'DELETE', originalMethod: 1 }, 'DELETE'],
    [
      'that of the request that it inherits from',
      Object.create({ method: 'DELETE', originalMethod: 'POST' }) as { method: string },
      'POST',
    ],
  ])('is %s', (_what, request, method) => {
    expect(methodSent(request)).toBe(method)
  })
})
