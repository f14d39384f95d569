import { EventEmitter, once } from 'node:events'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { memoryApprovalState } from '../../src/state/memory-approval-state.js'
import { world, type World } from './support/world.js'

const unhandled: unknown[] = []
const note = (reason: unknown): void => void unhandled.push(reason)

beforeEach(() => {
  process.on('unhandledRejection', note)
})

afterEach(() => {
  process.off('unhandledRejection', note)
  vi.useRealTimers()
  if (unhandled.length > 0) throw new AggregateError(unhandled.splice(0), 'nobody has caught these')
})

let isReached = false

/** Never comes back. */
const never = async (): Promise<never> => {
  isReached = true
  return new Promise(() => undefined)
}

/** The status of what is asked of a server whose patience ends as soon as it waits for something. */
async function statusOf(work: () => Promise<{ readonly status: number }>): Promise<number> {
  isReached = false
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  const answered: { status?: number } = {}
  const answering = answer(work, answered)
  while (answered.status === undefined) {
    await new Promise((resolve) => {
      setImmediate(resolve)
    })
    if (isReached) vi.advanceTimersByTime(100)
  }
  await answering
  return answered.status
}

async function answer(
  work: () => Promise<{ readonly status: number }>,
  answered: { status?: number },
): Promise<void> {
  answered.status = (await work()).status
}

describe('what never answers ends in a 503', () => {
  it.each(['get', 'set', 'add', 'count'] as const)('the state: %s', async (step) => {
    const state = memoryApprovalState()
    const { app } = await world({ state })
    state[step] = never
    expect(await statusOf(async () => app.ask())).toBe(503)
  })

  it('the people', async () => {
    const { app } = await world({ people: { find: never } })
    expect(await statusOf(async () => app.ask())).toBe(503)
  })

  it('the directory', async () => {
    const { app, directory } = await world()
    directory.devices.of = never
    expect(await statusOf(async () => app.ask())).toBe(503)
  })

  it('the register of clients', async () => {
    const here = await world()
    Object.assign(here.context, { client: never })
    expect(await statusOf(async () => here.app.ask())).toBe(503)
  })

  it.each(['/backchannel', '/.well-known/openid-configuration'])('the keys: %s', async (path) => {
    const { app, keys, issuer } = await world()
    keys.ready = never
    const ask = async () => (path === '/backchannel' ? app.ask() : fetch(`${issuer}${path}`))
    expect(await statusOf(ask)).toBe(503)
  })

  it('the revocation list', async () => {
    const here = await world({
      client: { refreshTokens: true },
      settings: { revocation: { revoke: never } },
    })
    const { json: asked } = await here.app.ask({ scope: 'openid orders:read offline_access' })
    await here.approve()
    const { json } = await here.app.poll(asked['auth_req_id'])
    const params = { ...(await here.app.credentials()), token: String(json['refresh_token']) }
    expect(await statusOf(async () => here.app.post('/token/revocation', params))).toBe(503)
  })
})

describe('what answers too late', () => {
  it('asks nobody: the client has been told that it may try again', async () => {
    const found = new EventEmitter()
    const here: World = await world({
      people: {
        find: async () => {
          isReached = true
          await once(found, 'alice')
          return { subject: 'u-alice' }
        },
      },
    })
    expect(await statusOf(async () => here.app.ask())).toBe(503)
    const failed = new Promise<void>((resolve) => {
      here.context.changes.listen(() => resolve())
      const remove = here.context.state.remove.bind(here.context.state)
      here.context.state.remove = async (keys) => remove(keys).finally(resolve)
    })
    found.emit('alice')
    await failed
    expect(here.directory.all.size).toBe(0)
  })
})
