import { promises as dns } from 'node:dns'
import { isIP } from 'node:net'
import { ConnectError } from '../connect/connect-error.js'
import type { Endpoint } from '../endpoint.js'

const MAX_ADDRESSES = 64

export interface AddressOptions {
  /** Every address of a name, or the first that the system would take. */
  readonly everyAddress: boolean
  readonly signal: AbortSignal
}

/**
 * The addresses of an endpoint, IPv4 and IPv6, in the order of the system: one where it was named by its address.
 *
 * @throws ConnectError of kind `no-address` for a name without one, or with more than 64; the reason of
 * the signal.
 */
export async function addressesOf(
  { host }: Pick<Endpoint, 'host'>,
  { everyAddress, signal }: AddressOptions,
): Promise<readonly string[]> {
  if (isIP(host)) return [host]
  const found = await unlessAborted(async () => lookUp(host), signal)
  const addresses = [...new Set(found)]
  // To look at some of them only would be a verdict on less than it says.
  if (addresses.length > MAX_ADDRESSES) {
    throw new ConnectError('no-address', `${host} has more than ${MAX_ADDRESSES} addresses`)
  }
  return everyAddress ? addresses : addresses.slice(0, 1)
}

async function lookUp(host: string): Promise<readonly string[]> {
  try {
    const found = await dns.lookup(host, { all: true, order: 'verbatim' })
    if (found.length > 0) return found.map(({ address }) => address)
  } catch (error) {
    const { code = 'no code' } = error as NodeJS.ErrnoException
    const message = `no address of ${host} could be found (${code})`
    throw new ConnectError('no-address', message, { cause: error })
  }
  throw new ConnectError('no-address', `${host} has no address`)
}

/** The system's look-up cannot be ended: it goes on, and nobody waits for it. */
async function unlessAborted<T>(task: () => Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted()
  return new Promise((resolve, reject) => {
    const end = (): void => reject(signal.reason as Error)
    signal.addEventListener('abort', end, { once: true })
    task()
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', end))
  })
}
