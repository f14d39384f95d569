import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DirectoryRefusal } from '../../src/directory/directory-errors.js'
import type { UserCodes } from '../../src/directory/directory.js'
import { directoryOn, OPENING, type OpenedDirectory } from '../support/directories.js'
import { HOSTILE, someone } from '../support/samples.js'

// On one kind of database: what takes time here is scrypt, and it is the same.
describe('user codes', () => {
  let opened: OpenedDirectory
  let userCodes: UserCodes

  beforeAll(async () => {
    opened = await directoryOn('PostgreSQL')
    userCodes = opened.directory.userCodes
  }, OPENING)
  afterAll(async () => opened.close())

  it('match themselves alone, for the one person', async () => {
    const [subject, other] = [someone(), someone()]
    await userCodes.set(subject, 'correct horse')
    await userCodes.set(other, 'battery')
    expect(await userCodes.matches(subject, 'correct horse')).toBe(true)
    for (const code of ['battery', 'Correct horse', 'correct horse ', 'correct hors', ''])
      expect(await userCodes.matches(subject, code)).toBe(false)
    expect(await userCodes.matches(someone(), 'correct horse')).toBe(false)
  })

  it('are set, changed and removed', async () => {
    const subject = someone()
    expect(await userCodes.isSet(subject)).toBe(false)
    await userCodes.set(subject, '1234')
    expect(await userCodes.isSet(subject)).toBe(true)
    await userCodes.set(subject, '5678')
    expect(await userCodes.matches(subject, '1234')).toBe(false)
    expect(await userCodes.matches(subject, '5678')).toBe(true)
    await userCodes.set(subject, undefined)
    expect(await userCodes.isSet(subject)).toBe(false)
    expect(await userCodes.matches(subject, '5678')).toBe(false)
  })

  it('have 4 to 64 characters, of any plane', async () => {
    const subject = someone()
    for (const code of ['1234', 'x'.repeat(64), '🔑'.repeat(64), '\0\0\0\0']) {
      await userCodes.set(subject, code)
      expect(await userCodes.matches(subject, code)).toBe(true)
    }
    for (const code of ['', '123', '🔑🔑', 'x'.repeat(65), '🔑'.repeat(65), 'abc\ud83d'])
      await expect(userCodes.set(subject, code)).rejects.toThrow(DirectoryRefusal)
    // What was there is there.
    expect(await userCodes.matches(subject, '\0\0\0\0')).toBe(true)
  })

  it('of halves of pairs match none that looks alike as bytes', async () => {
    const subject = someone()
    await userCodes.set(subject, 'abcd\ufffd')
    expect(await userCodes.matches(subject, 'abcd\ud83d')).toBe(false)
  })

  it('take as long for people who have set none', async () => {
    const [subject, unknown] = [someone(), someone()]
    await userCodes.set(subject, '1234')
    const times = { known: Infinity, unknown: Infinity }
    for (let round = 0; round < 3; round++) {
      times.known = Math.min(times.known, await timeOf(subject))
      times.unknown = Math.min(times.unknown, await timeOf(unknown))
    }
    expect(times.unknown).toBeGreaterThan(times.known / 2)
    expect(times.known).toBeGreaterThan(times.unknown / 2)
  })

  async function timeOf(subject: string): Promise<number> {
    const begun = performance.now()
    await userCodes.matches(subject, 'wrong')
    return performance.now() - begun
  }

  it('are checked many at once, and refused as unavailable where that are too many', async () => {
    const subject = someone()
    await userCodes.set(subject, '1234')
    const outcomes = await Promise.allSettled(
      Array.from({ length: 60 }, async () => userCodes.matches(subject, '1234')),
    )
    const matched = outcomes.filter((one) => one.status === 'fulfilled' && one.value)
    const failed = outcomes.filter((one) => one.status === 'rejected')
    expect(matched.length).toBeGreaterThanOrEqual(34)
    expect(matched.length + failed.length).toBe(60)
    for (const { reason } of failed) expect(reason).toMatchObject({ status: 503 })
    expect(await userCodes.matches(subject, '1234')).toBe(true)
  })

  describe('of one person', () => {
    const subject = someone()
    beforeAll(async () => userCodes.set(subject, '1234'))

    it.each(HOSTILE)('with $what match nothing', async ({ text }) => {
      expect(await userCodes.isSet(text)).toBe(false)
      const matches = [userCodes.matches(text, '1234'), userCodes.matches(subject, text)]
      expect(await Promise.all(matches)).toEqual([false, false])
    })
  })
})
