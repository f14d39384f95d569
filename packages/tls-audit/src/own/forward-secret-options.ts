import { constants } from 'node:crypto'
import { createSecureContext } from 'node:tls'

/** What {@link forwardSecretOptions} lets you choose. */
export interface ForwardSecretOptions {
  /** Default `TLSv1.2`. */
  readonly minVersion?: 'TLSv1.2' | 'TLSv1.3'
  /**
   * Seconds for which a client may take up its session again, 1 to 86 400, default 3600. Whoever learns the
   * server's ticket key can read such sessions: see {@link rotateTicketKeys}.
   */
  readonly sessionTimeout?: number
  /** Whether sessions may be taken up at all, default true. False needs no ticket keys, and costs handshakes. */
  readonly tickets?: boolean
}

/** Options of `node:tls` by which a server makes no handshake without forward secrecy. */
export interface ForwardSecretTlsOptions {
  readonly ciphers: string
  readonly ecdhCurve: string
  readonly honorCipherOrder: true
  readonly minVersion: 'TLSv1.2' | 'TLSv1.3'
  readonly secureOptions: number
  readonly sessionTimeout: number
}

const MAX_SESSION_TIMEOUT = 86_400

const TLS13 = ['TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256', 'TLS_AES_128_GCM_SHA256']

// One by one: what a word such as HIGH stands for changes with OpenSSL.
const TLS12 = [
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
]

const CURVES = ['X25519', 'P-256', 'P-384']

/** Keeps what is recorded today from the quantum computers of tomorrow, where OpenSSL is 3.5 or later. */
const HYBRID = 'X25519MLKEM768'

/**
 * Makes options for `https.createServer` or `tls.createServer`, to spread beside `key` and `cert`: TLS 1.3, and
 * TLS 1.2 with ephemeral keys and authenticated encryption.
 *
 * A server with an RSA key and Node's own defaults takes clients without forward secrecy as well.
 *
 * @throws TypeError for an option that is none of those.
 */
export function forwardSecretOptions({
  minVersion = 'TLSv1.2',
  sessionTimeout = 3600,
  tickets = true,
}: ForwardSecretOptions = {}): ForwardSecretTlsOptions {
  if (minVersion !== 'TLSv1.2' && minVersion !== 'TLSv1.3') {
    throw new TypeError('"minVersion" is TLSv1.2 or TLSv1.3')
  }
  const isTime = Number.isInteger(sessionTimeout) && sessionTimeout >= 1
  if (!isTime || sessionTimeout > MAX_SESSION_TIMEOUT) {
    throw new TypeError(`"sessionTimeout" is a number of seconds from 1 to ${MAX_SESSION_TIMEOUT}`)
  }
  const ciphers = minVersion === 'TLSv1.3' ? TLS13 : [...TLS13, ...TLS12]
  return {
    ciphers: ciphers.join(':'),
    ecdhCurve: (knowsGroup(HYBRID) ? [HYBRID, ...CURVES] : CURVES).join(':'),
    honorCipherOrder: true,
    minVersion,
    secureOptions: constants.SSL_OP_NO_RENEGOTIATION | (tickets ? 0 : constants.SSL_OP_NO_TICKET),
    sessionTimeout,
  }
}

function knowsGroup(name: string): boolean {
  try {
    createSecureContext({ ecdhCurve: name })
    return true
  } catch {
    return false
  }
}
