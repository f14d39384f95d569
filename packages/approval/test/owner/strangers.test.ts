import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Directory } from '../../src/directory/directory.js'
import { memoryApprovalState } from '../../src/state/memory-approval-state.js'
import { directoryOn, OPENING } from '../support/directories.js'
import { errorIn, optionsIn, type Answer } from '../support/owner/browser.js'
import { openWorld, type World } from '../support/owner/owner-world.js'

let directory: Directory
let close: () => Promise<void>

beforeAll(async () => ({ directory, close } = await directoryOn('PostgreSQL')), OPENING)
afterAll(async () => close())
afterEach(() => void vi.useRealTimers())

function ticketIn({ body }: Answer): string {
  return (body as { readonly ticket: string }).ticket
}

async function bother(world: World, sender: string): Promise<void> {
  const from = { 'x-sender': sender }
  const browser = world.browser()
  await browser.post('api/pair/start', { code: 'AAAA-AAAA-AAAA' }, from)
  const start = await browser.post('api/sign-in/start', {}, from)
  const credential = world.authenticator().get(optionsIn(start), { userHandle: 'AAAA' })
  const answer = await browser.post(
    'api/sign-in/finish',
    { ticket: ticketIn(start), credential },
    from,
  )
  expect(errorIn(answer)).toBe('403 bad_passkey')
}

describe('a stranger', () => {
  it('uses up nothing that others need', async () => {
    const world = await openWorld(directory)
    const count = vi.spyOn(world.context.state, 'count')
    await bother(world, '203.0.113.1')
    const first = count.mock.calls.map(([key]) => key)
    count.mockClear()
    await bother(world, '203.0.113.2')
    expect(first).not.toEqual([])
    expect(count.mock.calls.map(([key]) => key).filter((key) => first.includes(key))).toEqual([])
  })

  it('has nothing kept of what they ask for', async () => {
    const state = memoryApprovalState({ maxEntries: 1_000 })
    const world = await openWorld(directory, { state })
    const { authenticator } = await world.owner()
    for (let number = 1; number <= 1_100; number++) {
      const from = { 'x-sender': `203.0.113.${number % 25}` }
      expect((await world.browser().post('api/sign-in/start', {}, from)).status).toBe(200)
    }
    expect((await world.browser().signIn(authenticator)).status).toBe(200)
  })
})

describe('a ticket', () => {
  it('is good on each instance', async () => {
    const one = await openWorld(directory)
    const { person, authenticator } = await one.owner()
    const { state } = one.context
    const { origin } = one
    const other = await openWorld(directory, { state, settings: { origin, issuer: origin } })
    other.people.set(person.subject, person)
    const start = await one.browser().post('api/sign-in/start')
    const body = { ticket: ticketIn(start), credential: authenticator.get(optionsIn(start)) }
    const signedIn = await other.browser().post('api/sign-in/finish', body, { origin })
    expect(signedIn.status).toBe(200)
  })

  it('is good across the hour', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const world = await openWorld(directory)
    const { authenticator } = await world.owner()
    vi.setSystemTime(new Date('2030-01-01T09:59:00Z'))
    const start = await world.browser().post('api/sign-in/start')
    vi.setSystemTime(new Date('2030-01-01T10:01:00Z'))
    await world.browser().post('api/sign-in/start')
    const body = { ticket: ticketIn(start), credential: authenticator.get(optionsIn(start)) }
    expect((await world.browser().post('api/sign-in/finish', body)).status).toBe(200)
  })

  it.each<[string, (ticket: string) => string]>([
    ['another challenge', (ticket) => `${'A'.repeat(43)}${ticket.slice(43)}`],
    ['another end', (ticket) => ticket.replace(/\.\d+\./, `.${Date.now() + 200_000}.`)],
    ['another signature', (ticket) => `${ticket.slice(0, -43)}${'A'.repeat(43)}`],
    ['no signature', (ticket) => ticket.slice(0, -44)],
  ])('is nothing with %s', async (_what, change) => {
    const world = await openWorld(directory)
    const { authenticator } = await world.owner()
    const start = await world.browser().post('api/sign-in/start')
    const ticket = change(ticketIn(start))
    const [challenge] = ticket.split('.')
    const credential = authenticator.get({ ...optionsIn(start), challenge })
    const answer = await world.browser().post('api/sign-in/finish', { ticket, credential })
    expect(errorIn(answer)).toBe('403 bad_passkey')
  })

  it('is used once by many who do so at once', async () => {
    const world = await openWorld(directory)
    const authenticator = world.authenticator()
    const { code } = await world.side.invite(world.person())
    await world.browser().pair(code, authenticator, {}, { counter: 0 })
    const start = await world.browser().post('api/sign-in/start')
    const credential = authenticator.get(optionsIn(start), { counter: 0 })
    const body = { ticket: ticketIn(start), credential }
    const answers = await Promise.all(
      Array.from({ length: 6 }, async () => world.browser().post('api/sign-in/finish', body)),
    )
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  })
})
