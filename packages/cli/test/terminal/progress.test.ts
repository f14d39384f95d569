import { describe, expect, it } from 'vitest'
import { createProgressLine } from '../../src/terminal/progress.js'
import { fakeIo } from '../fake-io.js'

describe('the line that says how far a work is', () => {
  it('is written over and taken away, on a terminal', () => {
    const io = fakeIo({ isTTY: true, columns: 10 })
    const line = createProgressLine(io)
    line.update('1 of 20 done')
    line.clear()
    line.clear()
    expect(io.err()).toBe('\r\u001b[2K1 of 20 d\r\u001b[2K')
    expect(io.out()).toBe('')
  })

  it.each([
    ['a file', { isTTY: false }],
    ['a dumb terminal', { isTTY: true, env: { TERM: 'dumb' } }],
    ['a build', { isTTY: true, env: { CI: 'true' } }],
  ])('is not there for %s', (_what, options) => {
    const io = fakeIo(options)
    const line = createProgressLine(io)
    line.update('x')
    line.clear()
    expect(io.err()).toBe('')
  })
})
