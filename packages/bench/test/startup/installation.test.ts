import { describe, expect, it } from 'vitest'
import { installationOf } from '../../src/startup/installation.js'

describe('an installation', () => {
  it('is a package alone where it needs no other', () => {
    const { packages, bytes } = installationOf('jose')
    expect(packages).toBe(1)
    expect(bytes).toBeGreaterThan(0)
  })

  it('has what a package needs in it, each package once', () => {
    const [core, adapter] = ['@countersign/core', '@countersign/express'].map(installationOf)
    expect(adapter?.packages).toBe((core?.packages ?? 0) + 1)
    expect(adapter?.bytes).toBeGreaterThan(core?.bytes ?? 0)
  })

  it('is not there where a package is not', () => {
    expect(() => installationOf('no-such-package')).toThrow('no-such-package is not installed')
  })
})
