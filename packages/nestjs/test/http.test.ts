import { describe, expect, it } from 'vitest'
import { tokenRequest } from '../src/http.js'

describe('tokenRequest', () => {
  const request = { originalUrl: '/orders', protocol: 'https', headers: {} }

  it.each([
    [{ method: 'DELETE' }, 'DELETE'],
    [{ method: 'DELETE', originalMethod: 'POST' }, 'POST'],
    [{ method: 'DELETE', originalMethod: 1 }, 'DELETE'],
  ])('has the method of the wire: %j', (methods, method) => {
    const changed = { ...request, ...methods }
    const described = tokenRequest(changed)
    // Whatever overrides it later need not leave the first one behind.
    Object.assign(changed, { method: 'PUT', originalMethod: 'PUT' })
    expect(described.method).toBe(method)
  })
})
