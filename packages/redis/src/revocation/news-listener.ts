import { ConfigError } from '@countersign/core'
import { inTime } from '../in-time.js'
import { Pause } from './pause.js'
import type { RevocationFollower } from './revocation-follower.js'

/** `ioredis`, `iovalkey`. */
interface BlockingClientWithCall {
  call(command: string, ...args: string[]): Promise<unknown>
}

/** `redis` (node-redis). */
interface BlockingClientWithRead {
  xRead(
    stream: { key: string; id: string },
    options: { COUNT: number; BLOCK: number },
  ): Promise<unknown>
}

/** Comes back once a stream has something behind an id, or after so many milliseconds. */
export type StreamWaiter = (key: string, id: string, milliseconds: number) => Promise<unknown>

/** A client that nobody else uses, because it is made to wait; or a function that waits. */
export type BlockingClient = BlockingClientWithCall | BlockingClientWithRead | StreamWaiter

/** Milliseconds that Redis is asked to wait for news. */
const WAIT = 1_000
const PAUSE_AFTER_FAILURE = 500

/** Finds out what kind of client it is by its shape; throws a ConfigError if it is none. */
export function streamWaiter(client: BlockingClient): StreamWaiter {
  const given: unknown = client
  const { call, xRead } = Object(given) as Record<string, unknown>
  if (typeof xRead === 'function') {
    const ours = given as BlockingClientWithRead
    return (key, id, milliseconds) => ours.xRead({ key, id }, { COUNT: 1, BLOCK: milliseconds })
  }
  // Every function has a method of this name, too.
  if (typeof call === 'function' && typeof given !== 'function') {
    const ours = given as BlockingClientWithCall
    return (key, id, milliseconds) =>
      ours.call('XREAD', 'COUNT', '1', 'BLOCK', String(milliseconds), 'STREAMS', key, id)
  }
  if (typeof given === 'function') return given as StreamWaiter
  throw new ConfigError('blocking', 'must be a client of ioredis or redis, or a function')
}

/**
 * Has a follower look as soon as there is news. What the blocked client says is not believed, and not even
 * looked at: it only says when to look.
 */
export async function listenForNews(
  wait: StreamWaiter,
  stream: string,
  timeout: number,
  follower: RevocationFollower,
): Promise<void> {
  const pause = new Pause()
  while (!follower.isClosed) {
    try {
      const { position } = follower
      if (position) {
        await inTime(WAIT + timeout, wait(stream, position.id, WAIT))
        follower.isTold = true
      }
      await follower.caughtUp()
    } catch {
      // It looks by itself meanwhile, as it would without.
      follower.isTold = false
      if (!follower.isClosed) await pause.begin(PAUSE_AFTER_FAILURE)
    }
  }
}
