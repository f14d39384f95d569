import { lookup as lookupName } from 'node:dns/promises'
import { connect, isIP } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { ProbeError } from '../probe-error.js'
import { isLoopback } from './loopback.js'

/** Where requests go: one address, found once. The name is never looked up again. */
export interface Target {
  readonly url: URL
  readonly address: string
  readonly port: number
  /** Of every address of the name. */
  readonly loopback: boolean
}

/** Gives the addresses of a name. */
export type Lookup = (name: string) => Promise<readonly string[]>

/** Milliseconds between two attempts. */
const PAUSE = 250

const PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 }

/** How a target is looked for. */
export interface Search {
  readonly iOwnThisHost?: boolean
  /** Seconds for one connection. */
  readonly timeout: number
  /** Seconds to wait until somebody listens, default 0. */
  readonly patience?: number
  readonly lookup?: Lookup
  readonly signal?: AbortSignal
}

/**
 * Finds the address of a URL, and refuses one that is not this machine's own.
 *
 * All addresses of a name have to be loopback: which one a connection would get is a matter of chance.
 *
 * @throws TypeError for what is no http or https URL, or has a user name in it.
 * @throws ProbeError if the host is refused, has no address, or does not answer.
 */
export async function resolveTarget(given: string | URL, search: Search): Promise<Target> {
  const { iOwnThisHost = false, lookup = lookupAll } = search
  const url = parseUrl(given)
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const addresses = isIP(host) === 0 ? await addressesOf(host, lookup) : [host]
  const loopback = addresses.every(isLoopback)
  if (!loopback && !iOwnThisHost) {
    throw new ProbeError(
      'target_refused',
      `${host} is not this machine: forged tokens are sent to loopback addresses only`,
    )
  }
  const port = Number(url.port || PORTS[url.protocol])
  const address = await firstThatListens(addresses, port, search)
  if (address !== undefined) return { url, address, port, loopback }
  if (search.signal?.aborted === true) {
    throw new ProbeError('aborted', 'It was ended before anybody listened')
  }
  throw new ProbeError('unresolved', `Nothing listens on port ${port} of ${host}`)
}

function parseUrl(given: string | URL): URL {
  if (!URL.canParse(String(given))) throw new TypeError('"url" must be an http or https URL')
  const url = new URL(String(given))
  if (!Object.hasOwn(PORTS, url.protocol)) {
    throw new TypeError('"url" must be an http or https URL')
  }
  if (url.username !== '' || url.password !== '') {
    throw new TypeError('"url" must not hold a user name or a password')
  }
  url.hash = ''
  return url
}

async function addressesOf(host: string, lookup: Lookup): Promise<readonly string[]> {
  const addresses = await lookup(host).catch(() => [])
  if (addresses.length === 0) throw new ProbeError('unresolved', `${host} has no address`)
  return addresses
}

async function lookupAll(name: string): Promise<readonly string[]> {
  const found = await lookupName(name, { all: true, verbatim: true })
  return found.map(({ address }) => address)
}

/** `localhost` often has two addresses, and a server only one of them. */
async function firstThatListens(
  addresses: readonly string[],
  port: number,
  search: Search,
): Promise<string | undefined> {
  const { signal, patience = 0 } = search
  const end = performance.now() + patience * 1000
  for (;;) {
    for (const address of addresses) {
      if (await listens(address, port, search)) return address
    }
    if (performance.now() >= end || signal?.aborted === true) return undefined
    await sleep(PAUSE, undefined, { ...(signal && { signal }) }).catch(() => {})
  }
}

function listens(host: string, port: number, { timeout, signal }: Search): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, ...(signal && { signal }) })
    const end = (found: boolean): void => {
      socket.destroy()
      resolve(found)
    }
    socket.setTimeout(timeout * 1000, () => end(false))
    socket.once('connect', () => end(true))
    socket.once('error', () => end(false))
  })
}
