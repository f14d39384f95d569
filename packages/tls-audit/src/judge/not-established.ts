import type { Evidence } from './evidence.js'
import { isSpoken } from './spoken.js'

interface Limit {
  readonly sentence: string
  /** Whether it is one here. Default: always. */
  readonly applies?: (evidence: Evidence) => boolean
}

const speaksTls13 = (evidence: Evidence): boolean => isSpoken('TLSv1.3', evidence)

const LIMITS: readonly Limit[] = [
  {
    sentence: 'Whether ephemeral keys and session secrets are erased, and never logged or shared.',
  },
  {
    sentence: 'How old the keys of session tickets are, who has them, and whether they change.',
    applies: ({ handshakes }) => handshakes.resumption.tickets !== false,
  },
  {
    sentence: 'For how long sessions are kept by the server itself.',
    applies: ({ handshakes: { resumption } }) =>
      resumption.tls12 !== false || resumption.tls13 !== false,
  },
  {
    sentence: 'Whether TLS 1.3 goes by a session or a shared key alone, without new keys (psk_ke).',
    applies: speaksTls13,
  },
  {
    sentence: 'Whether TLS 1.3 takes early data (0-RTT), which is never forward secret.',
    applies: speaksTls13,
  },
  {
    sentence: 'What is answered to clients that have a certificate: none was given.',
    applies: ({ endpoint, handshakes }) =>
      endpoint.client === undefined && handshakes.asksForClientCertificate !== false,
  },
  {
    sentence: 'Whether clients that do not ask for TLS are served in the clear.',
    applies: ({ endpoint: { protocol } }) => protocol === 'postgres' || protocol === 'smtp',
  },
  { sentence: 'Whether SSL 2.0, or a suite that no table has, is taken: these are not asked for.' },
  {
    sentence:
      'What other servers do that share the address, or answer to other names and protocols, or to none.',
  },
  { sentence: 'What comes behind it, where TLS ends here: look at each hop of its own.' },
  { sentence: 'Any other moment than this one, and any other place to ask from.' },
]

/** What this look at an endpoint does not establish, as sentences. */
export function notEstablished(evidence: Evidence): readonly string[] {
  return LIMITS.filter(({ applies }) => applies?.(evidence) ?? true).map(({ sentence }) => sentence)
}
