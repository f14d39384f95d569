import { describe, expect, it } from 'vitest'
import { describeMachine, showMachine } from '../src/machine.js'

describe('the machine', () => {
  it('is this one', () => {
    const machine = describeMachine()
    expect(machine.node).toBe(process.versions.node)
    expect(machine.cores).toBeGreaterThanOrEqual(1)
    expect(machine.date).toMatch(/^\d{4}-\d\d-\d\d$/)
  })

  it('is told in one line', () => {
    const machine = { node: '20.1.0', openssl: '3.0.1', cpu: 'X', cores: 2, date: '2027-01-15' }
    expect(showMachine(machine)).toBe('Node 20.1.0, OpenSSL 3.0.1, X, 2 cores, 2027-01-15')
    expect(showMachine({ ...machine, cores: 1 })).toContain(' 1 core,')
  })
})
