import { describe, expect, it } from 'vitest'
import { unlessStuck } from '../src/unless-stuck.js'

describe('work that never comes to its end', () => {
  it('is waited for no longer than a moment after everything has ended', async () => {
    const reason = new Error('enough')
    const stuck = new Promise<never>(() => undefined)
    await expect(unlessStuck(stuck, AbortSignal.abort(reason))).rejects.toBe(reason)
  })

  it('is what it was, where it comes to its end in time', async () => {
    const ended = new AbortController()
    const work = unlessStuck(Promise.resolve('done'), ended.signal)
    ended.abort()
    await expect(work).resolves.toBe('done')
    await expect(unlessStuck(Promise.reject(new Error('broken')), ended.signal)).rejects.toThrow(
      'broken',
    )
  })
})
