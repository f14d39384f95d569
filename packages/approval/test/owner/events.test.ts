import { connect } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { Changes } from '../../src/desk/changes.js'
import type { Directory } from '../../src/directory/directory.js'
import { ask } from '../support/owner/asked.js'
import { errorIn } from '../support/owner/browser.js'
import { directoryOn, OPENING } from '../support/directories.js'
import { readEvents } from '../support/owner/event-reader.js'
import { openWorld } from '../support/owner/owner-world.js'
import { openTestLedger, type OpenLedger } from '../support/owner/recorded-uses.js'

let directory: Directory
let closeDirectory: () => Promise<void>
let record: OpenLedger

beforeAll(async () => {
  ;({ directory, close: closeDirectory } = await directoryOn('PostgreSQL'))
  record = await openTestLedger()
}, OPENING)
afterAll(async () => {
  await record.close()
  await closeDirectory()
})

afterEach(() => void vi.useRealTimers())

const isOf = (id: string) => (data: unknown) => (data as { readonly id?: unknown }).id === id

describe('events', () => {
  it('tell at once what this process has changed, and soon what others have', async () => {
    const world = await openWorld(directory)
    const { person, browser } = await world.owner()
    const reader = await readEvents(world.origin, browser)
    expect(reader.response.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    })
    const { id } = await ask(world, person)
    await reader.first('approvals', isOf(id))
    // As another instance would: nobody here is told.
    const elsewhere = { ...world.context, changes: new Changes() }
    const other = await ask({ ...world, context: elsewhere }, person)
    await reader.first('approvals', isOf(other.id))
    const before = reader.events.length
    await directory.approvals.decide(other.id, { decision: 'denied', at: Date.now(), device: 'x' })
    await vi.waitFor(
      () => expect(reader.events.slice(before).some(({ data }) => isOf(other.id)(data))).toBe(true),
      5_000,
    )
  })

  it('tell of what is open when they begin', async () => {
    const world = await openWorld(directory)
    const { person, browser } = await world.owner()
    const { id } = await ask(world, person)
    const readers = [
      await readEvents(world.origin, browser),
      await readEvents(world.origin, browser),
    ]
    const told = await Promise.all(
      readers.map(async (reader) => reader.first('approvals', isOf(id))),
    )
    expect(told).toHaveLength(2)
  })

  it('tell of nobody else', async () => {
    const world = await openWorld(directory, { ledger: record.ledger })
    const [owner, other] = [await world.owner(), await world.owner()]
    const reader = await readEvents(world.origin, owner.browser)
    const theirs = await ask(world, other.person)
    await record.use(world.origin, other.person.subject)
    await record.use('https://elsewhere.example', owner.person.subject)
    const own = await ask(world, owner.person)
    await record.use(world.origin, owner.person.subject, { approvalId: own.id })
    await reader.first('use')
    expect(reader.text).not.toContain(theirs.id)
    expect(reader.events.filter(({ event }) => event === 'use')).toMatchObject([
      {
        id: '1',
        data: { approval: own.id, sequence: 1, decision: 'accepted', route: '/orders/:id' },
      },
    ])
  })

  it('go on behind the last use that came', async () => {
    const world = await openWorld(directory, { ledger: record.ledger })
    const { person, browser } = await world.owner()
    for (let number = 1; number <= 4; number++) await record.use(world.origin, person.subject)
    const reader = await readEvents(world.origin, browser, { 'last-event-id': '2' })
    await reader.first('use', (data) => (data as { sequence: number }).sequence === 4)
    const ids = reader.events.filter(({ event }) => event === 'use').map(({ id }) => id)
    expect(ids).toEqual(['3', '4'])
  })

  it.each(['x', '-1', '1.5', '9'.repeat(16)])('refuse to go on behind %s', async (id) => {
    const world = await openWorld(directory)
    const { browser } = await world.owner()
    const answer = await browser.get('api/events', { 'last-event-id': id })
    expect(errorIn(answer)).toBe('400 bad_request')
  })

  it('go on without the record', async () => {
    const world = await openWorld(directory)
    const { person, browser } = await world.owner()
    const reader = await readEvents(world.origin, browser)
    const { id } = await ask(world, person)
    expect(await reader.first('approvals', isOf(id))).toMatchObject({ data: { id } })
  })

  it('are for who is signed in', async () => {
    const world = await openWorld(directory)
    expect(errorIn(await world.browser().get('api/events'))).toBe('401 signed_out')
  })

  it('end for the oldest of six in one session', async () => {
    const world = await openWorld(directory)
    const { person, browser } = await world.owner()
    const readers = []
    for (let number = 1; number <= 6; number++)
      readers.push(await readEvents(world.origin, browser))
    await readers[0]?.ended
    const { id } = await ask(world, person)
    const told = readers.slice(1).map(async (reader) => reader.first('approvals', isOf(id)))
    expect(await Promise.all(told)).toHaveLength(5)
  })

  it('end for the oldest of twenty-one of one person', async () => {
    const world = await openWorld(directory)
    const { browser, authenticator, person } = await world.owner()
    const readers = []
    for (let session = 1; session <= 5; session++) {
      const other = session === 1 ? browser : world.browser()
      if (session > 1) await other.signIn(authenticator)
      for (let number = 1; number <= (session === 5 ? 1 : 5); number++) {
        readers.push(await readEvents(world.origin, other))
      }
    }
    expect(readers).toHaveLength(21)
    await readers[0]?.ended
    const { id } = await ask(world, person)
    await readers[20]?.first('approvals', isOf(id))
    await readers[1]?.first('approvals', isOf(id))
  })

  it('look for all pages of a person at once', async () => {
    const world = await openWorld(directory)
    const { browser, person } = await world.owner()
    const open = vi.spyOn(directory.approvals, 'open')
    const looks = (): number =>
      open.mock.calls.filter(([subject]) => subject === person.subject).length
    for (let number = 1; number <= 5; number++) await readEvents(world.origin, browser)
    const [before, begun] = [looks(), performance.now()]
    await vi.waitFor(() => expect(looks()).toBeGreaterThanOrEqual(before + 2), 10_000)
    const seconds = (performance.now() - begun) / 1_000
    expect(looks() - before).toBeLessThanOrEqual(seconds + 2)
    open.mockRestore()
  })

  it('say every fifteen seconds that there is somebody', async () => {
    vi.useFakeTimers({ toFake: ['setInterval'] })
    const world = await openWorld(directory)
    const { browser, person } = await world.owner()
    const reader = await readEvents(world.origin, browser)
    vi.advanceTimersByTime(14_999)
    const { id } = await ask(world, person)
    await reader.first('approvals', isOf(id))
    expect(reader.text).not.toMatch(/^:$/m)
    vi.advanceTimersByTime(1)
    await vi.waitFor(() => expect(reader.text).toMatch(/^:$/m), 5_000)
  })

  it('end for who cannot be told from somebody who was signed out', async () => {
    vi.useFakeTimers({ toFake: ['setInterval'] })
    const world = await openWorld(directory)
    const { browser, person } = await world.owner()
    const reader = await readEvents(world.origin, browser)
    const get = vi.spyOn(world.context.state, 'get').mockRejectedValue(new Error('away'))
    for (let check = 1; check <= 2; check++) {
      vi.advanceTimersByTime(5_000)
      await vi.waitFor(() => expect(get).toHaveBeenCalledTimes(check), 5_000)
    }
    const { id } = await ask(world, person)
    await reader.first('approvals', isOf(id))
    vi.advanceTimersByTime(5_000)
    await reader.ended
    expect(get).toHaveBeenCalledTimes(3)
  })

  it('end at once for who signs out, and with a device that is removed', async () => {
    const world = await openWorld(directory)
    const { browser, person } = await world.owner()
    const reader = await readEvents(world.origin, browser)
    await browser.post('api/sign-out')
    await reader.ended

    const other = await world.owner()
    const second = await readEvents(world.origin, other.browser)
    const [device] = await directory.devices.of(other.person.subject)
    // As another instance would: found out within five seconds.
    await directory.devices.remove(other.person.subject, device?.id ?? '', true)
    await second.ended
    expect(await directory.devices.of(person.subject)).toHaveLength(1)
  })

  it('end with the server', async () => {
    const world = await openWorld(directory)
    const { browser } = await world.owner()
    const reader = await readEvents(world.origin, browser)
    world.side.close()
    await reader.ended
    expect(errorIn(await browser.get('api/events'))).toBe('503 unavailable')
  })

  it('are not kept for who does not read them', async () => {
    const world = await openWorld(directory)
    const { browser, person } = await world.owner()
    const socket = connect(Number(new URL(world.origin).port), 'localhost')
    const closed = new Promise<void>((resolve) => void socket.once('close', () => resolve()))
    socket.on('error', () => undefined)
    socket.write(
      `GET /owner/api/events HTTP/1.1\r\nHost: localhost\r\nCookie: ${browser.cookie}\r\n\r\n`,
    )
    await new Promise<void>((resolve) => void socket.once('readable', resolve))
    const id = 'A'.repeat(22)
    for (let number = 0; number < 400_000; number++) world.context.changes.tell(person.subject, id)
    let received = 0
    socket.on('data', (chunk) => (received += chunk.length))
    await closed
    // Of 20 MB: what the system has buffered, and not much more.
    expect(received).toBeLessThan(10_000_000)
  })
})
