import { promises as dns } from 'node:dns'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { addressesOf } from '../../src/target/addresses.js'

const { signal } = new AbortController()
const every = { everyAddress: true, signal }

/** The system's answer to every name. */
function resolving(...addresses: readonly string[]): void {
  const answer = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
  const lookup = vi.spyOn(dns, 'lookup') as unknown as { mockResolvedValue(value: unknown): void }
  lookup.mockResolvedValue(answer)
  onTestFinished(() => void vi.restoreAllMocks())
}

describe('the addresses of an endpoint', () => {
  it.each(['192.0.2.1', '::1'])('are the one that it was named by: %s', async (host) => {
    expect(await addressesOf({ host }, every)).toEqual([host])
  })

  it('are those of the system for a name, each once and in its order', async () => {
    resolving('2001:db8::1', '192.0.2.1', '2001:db8::1')
    expect(await addressesOf({ host: 'a.example' }, every)).toEqual(['2001:db8::1', '192.0.2.1'])
    expect(dns.lookup).toHaveBeenCalledWith('a.example', { all: true, order: 'verbatim' })
    const first = await addressesOf({ host: 'a.example' }, { everyAddress: false, signal })
    expect(first).toEqual(['2001:db8::1'])
  })

  it('are found for this machine', async () => {
    expect(await addressesOf({ host: 'localhost' }, every)).toContain('127.0.0.1')
  })

  it('are none for a name that does not exist', async () => {
    await expect(addressesOf({ host: 'nobody.invalid' }, every)).rejects.toMatchObject({
      name: 'ConnectError',
      kind: 'no-address',
      message: expect.stringMatching(/^no address of nobody\.invalid could be found \(E\w+\)$/),
    })
  })

  it('are not a few of very many', async () => {
    resolving(...Array.from({ length: 65 }, (_, index) => `192.0.2.${index}`))
    await expect(addressesOf({ host: 'a.example' }, every)).rejects.toThrow('more than 64')
  })

  it('are waited for no longer than the signal lets', async () => {
    vi.spyOn(dns, 'lookup').mockReturnValue(new Promise(() => undefined))
    onTestFinished(() => void vi.restoreAllMocks())
    const controller = new AbortController()
    const found = addressesOf({ host: 'a.example' }, { ...every, signal: controller.signal })
    controller.abort(new Error('enough'))
    await expect(found).rejects.toThrow('enough')
    const late = addressesOf({ host: 'a.example' }, { ...every, signal: controller.signal })
    await expect(late).rejects.toThrow('enough')
    expect(dns.lookup).toHaveBeenCalledTimes(1)
  })
})
