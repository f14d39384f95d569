import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Directory } from '../../src/directory/directory.js'
import { directoryOn, OPENING } from '../support/directories.js'
import { errorIn, optionsIn, type Answer } from '../support/owner/browser.js'
import { openWorld, type Owner } from '../support/owner/owner-world.js'

let directory: Directory
let close: () => Promise<void>

beforeAll(async () => ({ directory, close } = await directoryOn('PostgreSQL')), OPENING)
afterAll(async () => close())

async function set({ browser, authenticator }: Owner, code: unknown): Promise<Answer> {
  const challenged = await browser.post('api/user-code/challenge')
  const credential = authenticator.get(optionsIn(challenged))
  return browser.put('api/user-code', { code, credential })
}

describe('a user code', () => {
  it('is set and removed, written down and told', async () => {
    const world = await openWorld(directory)
    const owner = await world.owner()
    const { person, browser } = owner
    expect((await set(owner, 'hunter22')).status).toBe(204)
    expect(await directory.userCodes.matches(person.subject, 'hunter22')).toBe(true)
    expect((await browser.get('api/session')).body).toMatchObject({ userCodeSet: true })
    expect((await set(owner, null)).status).toBe(204)
    expect(await directory.userCodes.isSet(person.subject)).toBe(false)
    const { events } = await directory.history.of(person.subject, { limit: 2 })
    expect(events.map(({ kind }) => kind)).toEqual(['user_code_removed', 'user_code_set'])
    expect(JSON.stringify([events, world.notices])).not.toContain('hunter22')
  })

  it('is neither set nor removed by somebody who has but a cookie', async () => {
    const world = await openWorld(directory)
    const owner = await world.owner()
    await set(owner, 'hunter22')
    const thief = world.browser().with(owner.browser.cookie)
    const { authenticator } = await world.owner()
    for (const code of [null, 'mine all mine']) {
      expect(errorIn(await thief.put('api/user-code', { code }))).toBe('400 bad_request')
      const challenged = await thief.post('api/user-code/challenge')
      const credential = authenticator.get(optionsIn(challenged))
      const answer = await thief.put('api/user-code', { code, credential })
      expect(errorIn(answer)).toBe('403 bad_passkey')
    }
    const { subject } = owner.person
    expect(await directory.userCodes.matches(subject, 'hunter22')).toBe(true)
  })

  it.each(['abc', 'x'.repeat(65), 'ab\ncd', '\ud800abcd', '👍👍', 1234, undefined])(
    'is refused as %j',
    async (code) => {
      const world = await openWorld(directory)
      expect(errorIn(await set(await world.owner(), code))).toBe('400 bad_request')
    },
  )
})
