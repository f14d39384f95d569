import { randomBytes } from 'node:crypto'
import type { Server } from 'node:tls'
import { KEY_BYTES, sharedKeys, type KeySource } from './shared-keys.js'
import { tell } from './ticket-key-channel.js'

/** What {@link rotateTicketKeys} lets you choose. */
export interface TicketKeyOptions {
  /** Seconds between two keys, 1 to 86 400, default 43 200 (12 h). */
  readonly every?: number
  /**
   * Gives the 48 bytes that every process uses now, so that a client can take up its session at another one: the
   * same in all of them, new ones at least once a day. Default: each process makes its own.
   *
   * As long as it fails, the process uses keys of its own, asks again every minute at most, and tells the
   * channel `countersign:ticket-keys`.
   */
  readonly keys?: KeySource
}

/** A rotation that goes on until the server is closed. */
export interface TicketKeyRotation {
  /** Ends it: the last keys stay. */
  readonly stop: () => void
}

const HALF_A_DAY = 43_200
const MAX_EVERY = 86_400
const RETRY = 60

/**
 * Gives a server new keys for its session tickets, at once and then regularly. Node keeps the first ones for as
 * long as the process runs, and whoever learns them can read every session that was taken up with a ticket.
 *
 * Old tickets stop working with each rotation: the client makes a full handshake. It keeps no process alive.
 *
 * @throws TypeError for an option that is none.
 */
export function rotateTicketKeys(
  server: Pick<Server, 'setTicketKeys' | 'once'>,
  { every = HALF_A_DAY, keys }: TicketKeyOptions = {},
): TicketKeyRotation {
  if (!(every >= 1 && every <= MAX_EVERY)) {
    throw new TypeError(`"every" is a number of seconds from 1 to ${MAX_EVERY}`)
  }
  if (keys !== undefined && typeof keys !== 'function') {
    throw new TypeError('"keys" is a function')
  }
  const askShared = keys && sharedKeys(keys)
  let timer: NodeJS.Timeout | undefined
  let hasStopped = false
  let ownUntil = -Infinity

  const useOwn = (): void => {
    if (performance.now() < ownUntil) return
    const own = randomBytes(KEY_BYTES)
    server.setTicketKeys(own)
    own.fill(0)
    ownUntil = performance.now() + every * 1000
    tell({ event: 'rotated', shared: false })
  }
  /** Gives the seconds until the next turn. */
  const useShared = async (ask: () => Promise<Uint8Array>): Promise<number> => {
    try {
      const shared = await ask()
      if (hasStopped) return every
      server.setTicketKeys(Buffer.from(shared))
      ownUntil = -Infinity
      tell({ event: 'rotated', shared: true })
      return every
    } catch (error) {
      if (!hasStopped) useOwn()
      tell({ event: 'failed', error })
      return Math.min(RETRY, every)
    }
  }
  const turn = async (): Promise<void> => {
    if (!askShared) useOwn()
    const seconds = askShared ? await useShared(askShared) : every
    if (!hasStopped) timer = setTimeout(() => void turn(), seconds * 1000).unref()
  }
  const stop = (): void => {
    hasStopped = true
    clearTimeout(timer)
  }

  // Until the shared ones have come, and should they never come.
  useOwn()
  server.once('close', stop)
  void turn()
  return { stop }
}
