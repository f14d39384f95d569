import type { Socket } from 'node:net'
import { ConnectError } from './connect-error.js'
import { readReply } from './read-reply.js'

// SSLRequest of PostgreSQL's protocol: its length, and a number that is no version.
const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f])

const YES = 'S'.charCodeAt(0)
const NO = 'N'.charCodeAt(0)

/** Asks a PostgreSQL server for TLS. */
export async function askPostgres(socket: Socket): Promise<void> {
  socket.write(SSL_REQUEST)
  const reply = await readReply(socket, (received) => received, 1)
  if (reply[0] === NO) throw new ConnectError('no-tls', 'the PostgreSQL server offers no TLS')
  if (reply[0] !== YES) {
    throw new ConnectError('protocol', 'the server does not answer as PostgreSQL does')
  }
  // Somebody in the middle could put words of his own in front of what comes encrypted (CVE-2021-23222).
  if (reply.length > 1) {
    throw new ConnectError('protocol', 'the server sends more in the clear than its yes to TLS')
  }
}
