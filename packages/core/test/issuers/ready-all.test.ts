import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { DependencyError } from '../../src/errors.js'
import { readyAll } from '../../src/issuers/ready-all.js'
import { FakeKeySource } from './fake-key-source.js'

const sourcesOf = (count: number): FakeKeySource[] =>
  Array.from({ length: count }, (_, n) => new FakeKeySource(`https://${n}.example`))

const failureOf = (sources: readonly FakeKeySource[]): Promise<unknown> =>
  readyAll(sources).then(
    () => undefined,
    (error: unknown) => error,
  )

const loading = (sources: readonly FakeKeySource[]): number =>
  sources.filter(({ isLoading }) => isLoading).length

describe('sources that load', () => {
  it('are no more than 32 at a time', async () => {
    const sources = sourcesOf(100)
    const ready = readyAll(sources)
    for (const [index, source] of sources.entries()) {
      expect(loading(sources)).toBe(Math.min(32, 100 - index))
      source.arrive()
      await setImmediate()
    }
    await ready
    expect(sources.map(({ loads }) => loads)).toEqual(sources.map(() => 1))
  })

  it('are waited for when one of them has failed', async () => {
    const sources = sourcesOf(3)
    const outage = new DependencyError('away')
    let failure: unknown
    const ended = failureOf(sources).then((error) => (failure = error))
    sources[0]?.fail(outage)
    sources[1]?.arrive()
    await setImmediate()
    expect(failure).toBeUndefined()
    sources[2]?.arrive()
    await ended
    expect(failure).toBe(outage)
  })

  it('may be none', async () => {
    await expect(readyAll([])).resolves.toBeUndefined()
  })
})

describe('several failures', () => {
  it('are told as one, with the longest wait and every cause', async () => {
    const sources = sourcesOf(40)
    const causes = [new Error('refused'), undefined, new Error('too slow')]
    const outages = [3, 20, 7].map(
      (retryAfter, index) => new DependencyError('away', { retryAfter, cause: causes[index] }),
    )
    const ended = failureOf(sources)
    for (const [index, source] of sources.entries()) {
      if (index < 37) source.arrive()
      else source.fail(outages[index - 37])
      await setImmediate()
    }
    const failure = await ended
    expect(failure).toBeInstanceOf(DependencyError)
    expect(failure).toMatchObject({
      message: 'The keys of 3 of 40 issuers cannot be loaded',
      status: 503,
      headers: { 'Retry-After': '20' },
    })
    const { cause } = failure as DependencyError
    expect(cause).toBeInstanceOf(AggregateError)
    expect((cause as AggregateError).errors).toEqual([causes[0], outages[1], causes[2]])
  })

  it('never hide one that is no outage', async () => {
    const sources = sourcesOf(3)
    const ended = failureOf(sources)
    const broken = new TypeError('broken')
    for (const [index, source] of sources.entries()) source.fail(index === 1 ? broken : undefined)
    expect(await ended).toBe(broken)
  })
})
