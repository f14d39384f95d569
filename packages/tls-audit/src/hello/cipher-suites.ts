import { CIPHER_SUITE_TABLE } from './cipher-suite-table.js'

/** How a suite agrees on its keys. Only `ECDHE` and `DHE`, signed or not, and TLS 1.3 are forward secret. */
export type KeyExchange =
  | 'TLS13'
  | 'ECDHE'
  | 'DHE'
  | 'RSA'
  | 'ECDH'
  | 'DH'
  | 'DH_anon'
  | 'ECDH_anon'
  | 'PSK'
  | 'DHE_PSK'
  | 'ECDHE_PSK'
  | 'RSA_PSK'
  | 'other'

/** A row of IANA's table of TLS cipher suites. */
export interface CipherSuite {
  readonly id: number
  /** `TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256`. */
  readonly name: string
  readonly keyExchange: KeyExchange
  /**
   * Whether what was sent stays secret when the server's long-lived key becomes known. More is asked than a
   * key made for the connection: `false` as well where anyone can stand in for the server (`DH_anon`), where
   * nothing is encrypted, and for export suites, whose keys are too small to keep a secret. `false` for
   * `other` too: Kerberos, GOST, SRP and passwords are not vouched for here.
   */
  readonly forwardSecret: boolean
}

/** The longest first: `RSA_PSK` begins as `RSA` does. */
const KEY_EXCHANGES: readonly (readonly [prefix: string, KeyExchange])[] = [
  ['ECDHE_PSK', 'ECDHE_PSK'],
  ['DHE_PSK', 'DHE_PSK'],
  ['PSK_DHE', 'DHE_PSK'],
  ['RSA_PSK', 'RSA_PSK'],
  ['PSK', 'PSK'],
  ['ECDH_anon', 'ECDH_anon'],
  ['DH_anon', 'DH_anon'],
  ['ECDHE', 'ECDHE'],
  ['DHE', 'DHE'],
  ['ECDH', 'ECDH'],
  ['DH', 'DH'],
  ['RSA', 'RSA'],
]

const EPHEMERAL: ReadonlySet<KeyExchange> = new Set([
  'TLS13',
  'ECDHE',
  'DHE',
  'ECDHE_PSK',
  'DHE_PSK',
])
const KEEPS_NO_SECRET = /_EXPORT|_WITH_NULL_|^TLS_SHA\d+_SHA\d+$/

/** Every suite, by id from the lowest to the highest. */
export const CIPHER_SUITES: readonly CipherSuite[] = CIPHER_SUITE_TABLE.trim()
  .split('\n')
  .flatMap(suitesOfLine)

const byId: ReadonlyMap<number, CipherSuite> = new Map(
  CIPHER_SUITES.map((suite) => [suite.id, suite]),
)

/** The suite with an id; `undefined` for GREASE, for signals, and for what nobody has named. */
export function cipherSuite(id: number): CipherSuite | undefined {
  return byId.get(id)
}

function suitesOfLine(line: string): CipherSuite[] {
  const [first = '', ...words] = line.trim().split(/\s+/)
  const at = words.indexOf('WITH')
  const exchanges = words.slice(0, at)
  const ciphers = words.slice(at + 1)
  // Those of TLS 1.3 say nothing of the key exchange.
  const names =
    exchanges.length === 0
      ? ciphers
      : exchanges.flatMap((exchange) => ciphers.map((cipher) => `${exchange}_WITH_${cipher}`))
  return names.map((name, index) =>
    suiteOf(Number.parseInt(first, 16) + index, `TLS_${name}`, exchanges.length === 0),
  )
}

function suiteOf(id: number, name: string, isTls13: boolean): CipherSuite {
  const keyExchange = isTls13 ? 'TLS13' : keyExchangeOf(name.slice('TLS_'.length))
  const forwardSecret = EPHEMERAL.has(keyExchange) && !KEEPS_NO_SECRET.test(name)
  return { id, name, keyExchange, forwardSecret }
}

function keyExchangeOf(name: string): KeyExchange {
  return KEY_EXCHANGES.find(([prefix]) => name.startsWith(`${prefix}_`))?.[1] ?? 'other'
}
