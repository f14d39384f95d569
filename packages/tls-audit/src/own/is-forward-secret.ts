import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'

// Signed ephemeral keys. `TLS_DH_` and `TLS_ECDH_` are those of a certificate, or of nobody.
const EPHEMERAL = /^TLS_(?:ECDHE|DHE)_(?:ECDSA|RSA|DSS)_WITH_/

// Those of TLS 1.3 say nothing of keys: they are ephemeral, even where a session is taken up again.
const OF_TLS_13 = /^TLS_(?:AES|CHACHA20)_/

const SUITES: Readonly<Record<string, RegExp>> = {
  TLSv1: EPHEMERAL,
  'TLSv1.1': EPHEMERAL,
  'TLSv1.2': EPHEMERAL,
  'TLSv1.3': OF_TLS_13,
}

/**
 * Whether what goes over a connection was agreed with ephemeral keys: for a record of how a token was used, or
 * for a route that takes nothing less. False before the end of the handshake, and for what is no TLS.
 *
 * It tells of the suite. A session that was taken up again (`isSessionReused()`) in TLS 1.2 is as secret as
 * the server's ticket key. Behind a proxy it tells of the proxy's connection, not of the client's.
 */
export function isForwardSecret(socket: Socket | TLSSocket): boolean {
  if (!('getProtocol' in socket)) return false
  // `getEphemeralKeyInfo` would be the obvious way, and is wrong on some versions of Node. The version alone
  // is no way either: before the handshake it is the newest one that was offered.
  const suites = SUITES[socket.getProtocol() ?? '']
  const cipher = socket.getCipher() as ReturnType<TLSSocket['getCipher']> | undefined
  return suites?.test(cipher?.standardName ?? '') === true
}
