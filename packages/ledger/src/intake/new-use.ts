import { METHODS } from 'node:http'
import type { BindingKind, Reason, Scheme } from '@countersign/core'
import { storable, tokenDigest } from '../identifiers.js'
import type { NewUse } from '../use.js'
import { agentFamily } from './agent.js'
import type { NotedUse } from './noted-use.js'

const KNOWN_METHODS: ReadonlySet<unknown> = new Set(METHODS)
const SCHEMES: ReadonlySet<unknown> = new Set<Scheme>(['Bearer', 'DPoP'])
const BINDINGS: ReadonlySet<unknown> = new Set<BindingKind>([
  'none',
  'dpop',
  'certificate',
  'dpop+certificate',
])

const LONGEST_ROUTE = 256
const LONGEST_TLS = 64
/** In this order of characters, or it is none of ours. */
const REASON = /^[a-z_]{1,64}$/
/** Halves of characters, and what is not seen: PGlite drops some of those as it reads. */
const UNSTORABLE = /[\p{Control}\p{Format}\p{Surrogate}]/gu

/**
 * What is written down of a noted use: whatever the message said, nothing here is too long, or of a kind
 * that a column does not take. One use that cannot be written would hold up all others.
 */
export function newUse(noted: NotedUse, service: string | null): NewUse {
  const issuer = storable(noted.issuer)
  return {
    at: Math.round(noted.at),
    issuer,
    subject: nameOf(noted.subject),
    client: nameOf(noted.client),
    token:
      typeof noted.tokenId === 'string' ? tokenDigest(noted.issuer, noted.tokenId) : noted.token,
    grant: nameOf(noted.grant),
    approval: nameOf(noted.approval),
    service,
    method: methodOf(noted.method),
    route: textOf(noted.route, LONGEST_ROUTE),
    status: statusOf(noted.status),
    decision: noted.decision,
    reason: reasonOf(noted.reason),
    scheme: SCHEMES.has(noted.scheme) ? (noted.scheme as Scheme) : null,
    binding: BINDINGS.has(noted.binding) ? (noted.binding as BindingKind) : null,
    network: noted.network,
    agent: agentFamily(noted.userAgent),
    tlsProtocol: textOf(noted.tlsProtocol, LONGEST_TLS),
    tlsCipher: textOf(noted.tlsCipher, LONGEST_TLS),
  }
}

/** A reason of the core's, of whichever version; `null`: none. */
export function reasonOf(reason: unknown): Reason | null {
  return typeof reason === 'string' && REASON.test(reason) ? (reason as Reason) : null
}

function nameOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? storable(value) : null
}

/** Clients may send any word as a method. */
function methodOf(method: unknown): string | null {
  if (KNOWN_METHODS.has(method)) return method as string
  return typeof method === 'string' && method !== '' ? 'OTHER' : null
}

function statusOf(status: unknown): number | null {
  const isStatus = Number.isInteger(status) && Number(status) >= 100 && Number(status) <= 599
  return isStatus ? (status as number) : null
}

function textOf(value: unknown, longest: number): string | null {
  if (typeof value !== 'string' || value === '') return null
  return value.slice(0, longest).replaceAll(UNSTORABLE, '') || null
}
