import { STATUS_CODES } from 'node:http'
import { describe, expect, it } from 'vitest'
import { statusText } from '../src/adapter.js'

describe('what a status is called', () => {
  it.each([400, 401, 403, 503])('is what Node calls it: %i', (status) => {
    expect(statusText(status)).toBe(STATUS_CODES[status])
    expect(statusText(status)).toMatch(/^[A-Z]/)
  })

  it('is nothing for a status without a name', () => {
    expect(statusText(299)).toBeUndefined()
  })
})
