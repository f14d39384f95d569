import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ConfigError } from '../../src/errors.js'
import { askTrustedIssuer } from '../../src/issuers/ask-trusted-issuer.js'
import type { IssuerOptions, TrustedIssuer } from '../../src/options.js'

const issuer = 'https://id.example'
const ask = (known: TrustedIssuer): ReturnType<typeof askTrustedIssuer> =>
  askTrustedIssuer(known, issuer, { audiences: ['urn:rs'], maxStale: 60 })

type Done = (options: IssuerOptions) => void

/** A query as many a database library has it: it can be awaited, and is no promise. */
function query(run: (done: Done) => void): Promise<IssuerOptions> {
  // oxlint-disable-next-line unicorn/no-thenable -- it is what this is about
  return { then: run } as unknown as Promise<IssuerOptions>
}

describe('an answer', () => {
  it('is filled up with what all issuers share', async () => {
    const profile = await ask((asked) => ({ issuer: asked, algorithms: ['ES256'] }))
    expect(profile).toMatchObject({ issuer, audiences: ['urn:rs'], maxStale: 60 })
    expect(profile?.algorithms).toEqual(new Set(['ES256']))
  })

  it.each([undefined, null])('may be %s: not trusted', async (nothing) => {
    expect(await ask(() => nothing as undefined)).toBeUndefined()
    expect(await ask(async () => nothing as undefined)).toBeUndefined()
  })

  it('for another issuer is none', async () => {
    for (const other of [`${issuer}/`, 'https://ID.example', 'https://evil.example']) {
      expect(await ask(() => ({ issuer: other }))).toBeUndefined()
    }
  })

  it('may come from a query that is no real promise', async () => {
    expect(await ask(() => query((done) => done({ issuer })))).toMatchObject({ issuer })
  })
})

describe('a failure', () => {
  it('of the options is the programmer’s', async () => {
    await expect(ask(() => ({ issuer, keys: {} as never }))).rejects.toBeInstanceOf(ConfigError)
  })

  it('of the function is passed on', async () => {
    const cause = new Error('the database is away')
    const throwing: TrustedIssuer = () => {
      throw cause
    }
    for (const known of [throwing, () => Promise.reject(cause)]) {
      await expect(ask(known)).rejects.toBe(cause)
    }
  })
})

describe('a function that never answers', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  const never = new Promise<undefined>(() => undefined)

  it.each([
    ['a promise', never],
    ['a query', query(() => undefined)],
  ])('is given 5 seconds for %s, and then it has failed', async (_, pending) => {
    const failure: Promise<unknown> = ask(() => pending).catch((error: unknown) => error)
    await vi.advanceTimersByTimeAsync(4_999)
    expect(vi.getTimerCount()).toBe(1)
    await vi.advanceTimersByTimeAsync(1)
    expect(await failure).toMatchObject({ message: 'no answer within 5 seconds' })
  })

  it('leaves no timer behind once it has answered', async () => {
    await ask(async () => undefined)
    await ask(() => Promise.reject(new Error('away'))).catch(() => undefined)
    expect(vi.getTimerCount()).toBe(0)
  })
})
