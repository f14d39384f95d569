import type { TLSSocket } from 'node:tls'
import type { CertificateFindings, Completed } from './handshakes.js'
import { readCertificate } from './read-certificate.js'
import type { Seen } from './shake.js'

/** What a completed handshake shows at once. */
export interface Look extends Completed {
  readonly certificate: CertificateFindings | undefined
  /** Of TLS 1.2 and below, where it comes with the handshake; a secret. */
  readonly session: Buffer | undefined
  readonly ticket: boolean
}

export interface LookOptions {
  /** The name or address that was asked for. */
  readonly name: string
  /** Milliseconds. */
  readonly now: number
  /** What was offered by ALPN: a server may answer what it likes. */
  readonly protocols: readonly string[]
}

export function lookAt(
  socket: TLSSocket,
  { agreed }: Seen,
  { name, now, protocols }: LookOptions,
): Look {
  // Nothing else is a handshake that this Node knows how to tell of.
  if (!agreed) throw new Error('a handshake without keys')
  const { alpnProtocol } = socket
  return {
    completed: true,
    version: agreed.version,
    suite: agreed.suite,
    resumed: socket.isSessionReused(),
    alpn: protocols.find((protocol) => protocol === alpnProtocol),
    certificate: readCertificate(socket, name, now),
    session: agreed.version === 'TLSv1.3' ? undefined : socket.getSession(),
    ticket: socket.getTLSTicket() !== undefined,
  }
}
