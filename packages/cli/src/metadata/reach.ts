import { isLoopback, isThisMachine, readUrl } from '../http/own-url.js'

/** Where this may ask. */
export interface Reach {
  /** Gives the URL, or as the end of a sentence why it is not asked. */
  readonly resolve: (value: unknown) => URL | string
}

/**
 * Only hosts that the user has named, and with `follow` those that their documents name. A document of a
 * public host never leads to this machine by one of its own names; what a name of others stands for is
 * not looked up.
 */
export function createReach(named: readonly URL[], follow: boolean): Reach {
  const hosts = new Set(named.map(({ host }) => host))
  const isHere = named.some(({ hostname }) => isLoopback(hostname))
  return {
    resolve(value) {
      const url = readUrl(value)
      if (typeof url === 'string' || hosts.has(url.host)) return url
      if (isThisMachine(url.hostname) && !isHere) return 'leads to this machine'
      return follow ? url : 'is on a host that you have not named: --follow asks there, too'
    },
  }
}
