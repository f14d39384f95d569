import { describe, expect, it } from 'vitest'
import { assertGuarded } from '../../src/http/assert-guarded.js'
import type { Connection } from '../../src/http/connection.js'
import { ORDERS } from '../../src/http/routes.js'

const ATTEMPTS = {
  good: () => Buffer.from('good'),
  bad: { 'no token': Buffer.from('none'), 'another signature': Buffer.from('forged') },
}

/** A server that answers requests with these status codes. */
function serverWith(statuses: Readonly<Record<string, number>>): Connection {
  return {
    ask: async (request) => ({
      status: statuses[request.toString()] ?? 0,
      body: JSON.stringify(ORDERS.body),
    }),
    close() {},
  }
}

describe('a guard', () => {
  it.each([400, 401, 403])('may refuse with %i', async (status) => {
    const server = serverWith({ good: 200, none: 401, forged: status })
    await expect(assertGuarded(server, ATTEMPTS)).resolves.toBeUndefined()
  })

  it.each([200, 204, 302, 404, 500])('may not answer what is bad with %i', async (status) => {
    const server = serverWith({ good: 200, none: 401, forged: status })
    await expect(assertGuarded(server, ATTEMPTS)).rejects.toThrow(
      `a request with another signature was answered ${status}`,
    )
  })

  it('has to serve what is good', async () => {
    const server = serverWith({ good: 401, none: 401, forged: 401 })
    await expect(assertGuarded(server, ATTEMPTS)).rejects.toThrow('a good request was answered 401')
  })
})
