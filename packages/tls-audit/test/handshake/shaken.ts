import type { TlsOptions } from 'node:tls'
import { createTestCertificate } from '@countersign/testing'
import type { Endpoint } from '../../src/endpoint.js'
import type { Handshakes } from '../../src/handshake/handshakes.js'
import { shakeHands } from '../../src/handshake/shake-hands.js'
import { pace, pem, routeTo, tlsServer } from '../servers.js'

export const ec = await createTestCertificate()

/** What handshakes with a server of these options tell. */
export async function shaken(
  options: TlsOptions,
  endpoint: Partial<Endpoint> = {},
): Promise<Handshakes> {
  const port = await tlsServer({ ...pem(ec), ...options })
  return shakeHands(routeTo(port, endpoint), { pace: pace() })
}

export function outcomes({ versions }: Handshakes): readonly string[] {
  return versions.map(({ outcome }) => outcome)
}
