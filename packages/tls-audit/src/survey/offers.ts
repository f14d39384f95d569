import { CIPHER_SUITES, type CipherSuite, type KeyExchange } from '../hello/cipher-suites.js'
import type { TlsVersion } from '../tls-version.js'

/** What a version is asked for: all suites there are, of either kind in several lists, a hello for each. */
export interface Offers {
  readonly forwardSecret: readonly (readonly number[])[]
  readonly notForwardSecret: readonly (readonly number[])[]
}

/** Some servers read no more than 127 of a hello. */
const MOST_SUITES = 100

/**
 * What clients offer in earnest. It has hellos of its own: what filters connections may refuse one for what else
 * is in it, such as export suites, and then nothing would be known of these.
 */
const IN_EARNEST =
  /^TLS_(?:ECDHE|DHE|RSA|DH|ECDH)_(?:(?:RSA|DSS|ECDSA)_)?WITH_(?:AES|CAMELLIA|ARIA|CHACHA20|3DES)_/

/** Those that are most common first, so that the first hellos tell the most. */
const ORDER: readonly KeyExchange[] = [
  'TLS13',
  'ECDHE',
  'DHE',
  'RSA',
  'DH_anon',
  'ECDH_anon',
  'ECDH',
  'DH',
  'ECDHE_PSK',
  'DHE_PSK',
  'PSK',
  'RSA_PSK',
  'other',
]

const NEW = offersOf(({ keyExchange }) => keyExchange === 'TLS13')
const OLD = offersOf(({ keyExchange }) => keyExchange !== 'TLS13')

/**
 * What to offer in a version. To TLS 1.2 and below the same, whatever the version: a server that takes a
 * suite in a version that does not have it is to be found out, too.
 */
export function offersIn(version: TlsVersion): Offers {
  return version === 'TLSv1.3' ? NEW : OLD
}

function offersOf(belongs: (suite: CipherSuite) => boolean): Offers {
  const sorted = ORDER.flatMap((exchange) =>
    CIPHER_SUITES.filter((suite) => suite.keyExchange === exchange && belongs(suite)),
  )
  const listsOf = (forwardSecret: boolean): readonly (readonly number[])[] => {
    const suites = sorted.filter((suite) => suite.forwardSecret === forwardSecret)
    const inEarnest = suites.filter(({ name }) => IN_EARNEST.test(name))
    return [inEarnest, suites.filter((suite) => !inEarnest.includes(suite))].flatMap(slicesOf)
  }
  return { forwardSecret: listsOf(true), notForwardSecret: listsOf(false) }
}

function slicesOf(suites: readonly CipherSuite[]): readonly (readonly number[])[] {
  return Array.from({ length: Math.ceil(suites.length / MOST_SUITES) }, (_, index) =>
    suites.slice(index * MOST_SUITES, (index + 1) * MOST_SUITES).map(({ id }) => id),
  )
}
