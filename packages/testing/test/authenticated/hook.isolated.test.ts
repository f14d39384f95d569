import { channel } from 'node:diagnostics_channel'
import { afterEach, expect, it, vi } from 'vitest'
import { createTestIdentityProvider, createTestAuthentication } from '../../src/index.js'
import { authenticated } from '../../src/authenticated/authenticated.js'

const HOOK = Symbol.for('countersign.test-identity')
const hook = (): unknown => Object.getOwnPropertyDescriptor(globalThis, HOOK)?.value

/** What the core looks at before it looks for the hook. */
const kit = channel('countersign.test-kit')

const app = (): void => undefined

/** What is no hook of a test kit. */
const value = (): void => undefined

afterEach(() => {
  vi.unstubAllEnvs()
})

it('installs nothing before somebody asks for it, and nothing in production', async () => {
  const provider = await createTestIdentityProvider({ algorithms: ['ES256'] })
  await provider.close()
  createTestAuthentication()
  expect(hook()).toBeUndefined()
  expect(kit.hasSubscribers).toBe(false)
  vi.stubEnv('NODE_ENV', 'production')
  expect(() => authenticated(app)).toThrow('production')
  expect(() => createTestAuthentication()).toThrow('production')
  expect(hook()).toBeUndefined()
})

it('installs one hook, which a second copy of the package shares', async () => {
  authenticated(app)
  expect(kit.hasSubscribers).toBe(true)
  const installed = hook()
  expect(installed).toBeTypeOf('function')
  expect(Object.keys(globalThis)).not.toContain(HOOK)
  vi.resetModules()
  const second = await import('../../src/authenticated/authenticated.js')
  expect(second.authenticated).not.toBe(authenticated)
  second.authenticated(app)
  expect(hook()).toBe(installed)
})

it('leaves what somebody else has put there', () => {
  Object.defineProperty(globalThis, HOOK, { value, configurable: true })
  expect(() => authenticated(app)).toThrow('another version')
  expect(hook()).toBe(value)
})
