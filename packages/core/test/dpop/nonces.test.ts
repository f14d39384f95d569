import { createTestClock } from '@countersign/testing'
import { describe, expect, it } from 'vitest'
import { Nonces, areUsableSecrets, type NonceSecrets } from '../../src/dpop/nonces.js'
import { refusalOf } from '../support/outcome.js'

const secret = 'a'.repeat(32)
const LIFETIME = 300

function noncesOf(
  secrets: readonly (string | Uint8Array)[] | NonceSecrets = [secret],
  clock = createTestClock(),
): { nonces: Nonces; clock: ReturnType<typeof createTestClock> } {
  const source = 'secrets' in secrets ? secrets : { secrets: () => secrets }
  return { nonces: new Nonces(source, LIFETIME, () => clock() / 1000), clock }
}

describe('a nonce', () => {
  it('is known to every machine with the secret, and to no other', async () => {
    const { nonces, clock } = noncesOf()
    const nonce = await nonces.current()
    expect(await noncesOf([secret], clock).nonces.find(nonce)).toBeDefined()
    expect(await noncesOf(['b'.repeat(32)], clock).nonces.find(nonce)).toBeUndefined()
  })

  it('is taken for its lifetime, and in its second half has a successor', async () => {
    const { nonces, clock } = noncesOf()
    const nonce = await nonces.current()
    const made = Math.floor(clock() / 1000)
    expect(await nonces.find(nonce)).toEqual({
      validFrom: made - 10,
      expiresAt: made + LIFETIME,
      next: undefined,
    })
    clock.advance(149)
    expect(await nonces.find(nonce)).toMatchObject({ next: undefined })
    clock.advance(1)
    expect(await nonces.find(nonce)).toMatchObject({ next: await nonces.current() })
    clock.advance(149)
    expect(await nonces.find(nonce)).toBeDefined()
    clock.advance(1)
    expect(await nonces.find(nonce)).toBeUndefined()
  })

  it.each([
    [10, true],
    [11, false],
  ])('may be of a machine whose clock is %d seconds ahead: %s', async (seconds, taken) => {
    const { clock } = noncesOf()
    const ahead = createTestClock(clock() + seconds * 1000)
    const nonce = await noncesOf([secret], ahead).nonces.current()
    const known = await noncesOf([secret], clock).nonces.find(nonce)
    expect(known !== undefined).toBe(taken)
  })

  it('is of one second, whatever else it says', async () => {
    const { nonces, clock } = noncesOf()
    const [second, mac] = (await nonces.current()).split('.')
    clock.advance(1)
    const [other] = (await nonces.current()).split('.')
    for (const forged of [`${other}.${mac}`, `0${second}.${mac}`, `${second}.${mac}=`, `.${mac}`]) {
      expect(await nonces.find(forged)).toBeUndefined()
    }
    expect(await nonces.find(`${second}.${mac}`)).toBeDefined()
  })

  it('is hard to guess (RFC 9449 §8.1)', async () => {
    const { nonces, clock } = noncesOf()
    const seen = new Set<string>()
    for (let window = 0; window < 1000; window++) {
      seen.add(await nonces.current())
      clock.advance(150)
    }
    expect(seen.size).toBe(1000)
    for (const nonce of seen) expect(nonce).toMatch(/^[\da-z]{6}\.[\w-]{43}$/)
  })

  it('outlives the secret that made it, where that one is kept behind the new', async () => {
    const { nonces, clock } = noncesOf()
    const nonce = await nonces.current()
    const next = 'c'.repeat(32)
    expect(await noncesOf([next, secret], clock).nonces.find(nonce)).toBeDefined()
    expect(await noncesOf([next], clock).nonces.find(nonce)).toBeUndefined()
  })

  it('follows secrets that change', async () => {
    let list = [secret]
    const { nonces } = noncesOf({ secrets: () => Promise.resolve(list) })
    const before = await nonces.current()
    list = ['d'.repeat(32), ...list]
    expect(await nonces.current()).not.toBe(before)
    expect(await nonces.find(before)).toBeDefined()
  })

  it.each(['', 'x', 'x'.repeat(43), 'é'.repeat(43)])('is not %j', async (nonce) => {
    expect(await noncesOf().nonces.find(nonce)).toBeUndefined()
  })

  it.each([
    ['reject', { secrets: () => Promise.reject(new Error('gone')) }],
    ['are too short', { secrets: () => ['short'] }],
    ['are none', { secrets: () => [] }],
  ])('is a 503 where its secrets %s', async (_, source) => {
    const { reason } = await refusalOf(noncesOf(source).nonces.find('x'))
    expect(reason).toBe('dependency_unavailable')
  })
})

describe('secrets', () => {
  it.each([
    [['a'.repeat(32)], true],
    [['é'.repeat(16)], true],
    [[new Uint8Array(32)], true],
    [['a'.repeat(31)], false],
    [[new Uint8Array(31)], false],
    [['a'.repeat(32), 'short'], false],
    [[], false],
    [[undefined], false],
    ['a'.repeat(32), false],
  ])('are of at least 32 bytes each: %j', (secrets, usable) => {
    expect(areUsableSecrets(secrets)).toBe(usable)
  })
})
