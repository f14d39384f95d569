import { poolTo, type PostgresServer, startPostgres } from '@countersign/test-servers'
import { fakeTimers, whileTimeFlies } from '@countersign/test-servers/vitest'
import type { Pool } from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Directory } from '../../src/directory/directory.js'
import { DirectoryUnavailable } from '../../src/directory/directory-errors.js'
import { openDirectory } from '../../src/directory/open-directory.js'
import { approvalOf, deviceOf, GRANTED, newId, someone, START } from '../support/samples.js'

const ID = newId()
const SECRET = 'a-subject-that-is-not-to-be-told'
const decision = { decision: 'approved', at: START, device: newId(), granted: GRANTED } as const

const METHODS: readonly (readonly [string, (directory: Directory) => Promise<unknown>])[] = [
  ['ready', async (directory) => directory.ready()],
  ['devices.of', async ({ devices }) => devices.of(SECRET)],
  ['devices.byCredential', async ({ devices }) => devices.byCredential(ID)],
  ['devices.add', async ({ devices }) => devices.add(deviceOf(SECRET))],
  ['devices.rename', async ({ devices }) => devices.rename(SECRET, ID, 'Name')],
  ['devices.remove', async ({ devices }) => devices.remove(SECRET, ID, false)],
  ['devices.used', async ({ devices }) => devices.used(ID, 1, START)],
  ['devices.subscribe', async ({ devices }) => devices.subscribe(ID, undefined)],
  ['devices.unsubscribe', async ({ devices }) => devices.unsubscribe(ID, 'https://push.example')],
  ['approvals.add', async ({ approvals }) => approvals.add(approvalOf(SECRET))],
  ['approvals.get', async ({ approvals }) => approvals.get(ID)],
  ['approvals.of', async ({ approvals }) => approvals.of(SECRET, { limit: 10 })],
  ['approvals.open', async ({ approvals }) => approvals.open(SECRET, START)],
  ['approvals.decide', async ({ approvals }) => approvals.decide(ID, decision)],
  ['approvals.issued', async ({ approvals }) => approvals.issued(ID, START, START)],
  ['approvals.stop', async ({ approvals }) => approvals.stop(ID, START)],
  ['approvals.knows', async ({ approvals }) => approvals.knows(SECRET, 'shop')],
  ['approvals.earlier', async ({ approvals }) => approvals.earlier(SECRET, 'shop', 10)],
  ['blocks.add', async ({ blocks }) => blocks.add(SECRET, 'shop', undefined, START)],
  ['blocks.remove', async ({ blocks }) => blocks.remove(SECRET, 'shop')],
  ['blocks.has', async ({ blocks }) => blocks.has(SECRET, 'shop', START)],
  ['blocks.of', async ({ blocks }) => blocks.of(SECRET, START)],
  ['userCodes.set', async ({ userCodes }) => userCodes.set(SECRET, '1234')],
  ['userCodes.isSet', async ({ userCodes }) => userCodes.isSet(SECRET)],
  ['userCodes.matches', async ({ userCodes }) => userCodes.matches(SECRET, '1234')],
  ['history.add', async ({ history }) => history.add(SECRET, { at: START, kind: 'asked' })],
  ['history.of', async ({ history }) => history.of(SECRET, { limit: 10 })],
  ['deliveries.of', async ({ deliveries }) => deliveries.of(ID)],
]

/** Milliseconds that everything has to be over in: the promised five seconds, and what a busy machine adds. */
const PROMISED = 10_000

describe('a directory whose server is away', () => {
  let server: PostgresServer
  let pool: Pool
  let directory: Directory

  beforeAll(async () => {
    server = await startPostgres('fsync=off')
  }, 60_000)
  afterAll(async () => server.close())

  beforeEach(() => {
    pool = poolTo(server.port, 'postgres', { max: 40 })
    directory = openDirectory({ pool })
  })
  afterEach(async () => {
    await directory.close()
    await pool.end()
  })

  /** Calls everything at once: gives the error of each, and how long they took. */
  async function outcomes(): Promise<{ readonly errors: readonly unknown[]; readonly ms: number }> {
    const begun = performance.now()
    const settled = await Promise.allSettled(METHODS.map(async ([, call]) => call(directory)))
    const errors = settled.map((one) =>
      one.status === 'rejected' ? one.reason : 'it has answered',
    )
    return { errors, ms: performance.now() - begun }
  }

  it('rejects at once when nobody is there, and works again when the server is', async () => {
    const device = deviceOf(someone())
    await directory.devices.add(device)
    await server.kill()
    const { errors, ms } = await outcomes()
    expect(errors.filter((error) => !(error instanceof DirectoryUnavailable))).toEqual([])
    expect(ms).toBeLessThan(PROMISED)
    expect(directory.health()).toMatchObject({ state: 'ready', lastError: expect.any(String) })

    await server.start()
    // A connection of before may be found broken once more.
    await directory.ready().catch(() => undefined)
    expect(await directory.devices.of(device.subject)).toEqual([device])
    expect(directory.health()).toEqual({ state: 'ready' })
  })

  it('rejects in its time when nobody answers', async () => {
    await directory.ready()
    server.freeze()
    try {
      const { errors, ms } = await outcomes()
      expect(errors.filter((error) => !(error instanceof DirectoryUnavailable))).toEqual([])
      expect(ms).toBeGreaterThan(4_000)
      expect(ms).toBeLessThan(PROMISED)
    } finally {
      server.thaw()
    }
    await expect.poll(async () => directory.ready().then(() => 'ready', String)).toBe('ready')
  })

  it('tells nothing but that, with a cause that has no statements and no values', async () => {
    await directory.ready()
    await server.kill()
    const { errors } = await outcomes()
    await server.start()
    for (const error of errors) {
      const { message, cause, status, stack } = error as DirectoryUnavailable
      expect([message, status]).toEqual(['The directory cannot be reached', 503])
      const told = [message, stack, (cause as Error).message].join(' ')
      expect(told).not.toMatch(/SELECT|INSERT|UPDATE|DELETE|countersign_approval/)
      expect(told).not.toContain(SECRET)
    }
  })

  it('opens when the server is there at last', async () => {
    await directory.close()
    await server.kill()
    fakeTimers()
    directory = openDirectory({ pool })
    const answer = vi.fn<(error: unknown) => void>()
    const asked = directory.devices.of('anybody').catch(answer)
    await vi.advanceTimersByTimeAsync(5_000)
    await asked
    expect(answer).toHaveBeenCalledWith(expect.any(DirectoryUnavailable))
    await expect(whileTimeFlies(directory.ready())).rejects.toThrow(DirectoryUnavailable)
    expect(directory.health()).toEqual({
      state: 'starting',
      lastError: expect.stringContaining('ECONNREFUSED'),
    })
    await server.start()
    await whileTimeFlies(directory.ready())
    expect(await directory.devices.of('anybody')).toEqual([])
    expect(directory.health()).toEqual({ state: 'ready' })
  }, 60_000)
})
