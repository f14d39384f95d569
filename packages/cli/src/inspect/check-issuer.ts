import { type Findings, quoted } from './finding.js'
import type { Kind } from './kinds.js'
import type { Members } from './members.js'

/** Kinds whose issuer is an identity provider, and so a URL (RFC 8414 §2). */
const OF_PROVIDERS = new Set(['access-token', 'plain-access-token', 'id-token', 'logout-token'])

/** Whether the issuer is one that metadata can be found of. */
export function checkIssuer({ iss }: Members, { id }: Kind, findings: Findings): void {
  if (typeof iss !== 'string' || iss === '' || !OF_PROVIDERS.has(id)) return
  const problem = problemOf(iss)
  if (problem !== undefined) findings.wrong('issuer-form', 'claims.iss', problem)
}

function problemOf(issuer: string): string | undefined {
  if (issuer !== issuer.trim()) return 'White space is around it: it equals no issuer.'
  if (!URL.canParse(issuer)) return `No URL: ${quoted(issuer)}. RFC 8414 §2 asks for one.`
  const url = new URL(issuer)
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname))) {
    return 'Not https: whoever is on the way could answer in its place.'
  }
  if (/[?#]/.test(issuer)) return 'A query or a fragment is in it (RFC 8414 §2 forbids them).'
  if (url.username !== '' || url.password !== '') return 'A user name is in it.'
  // `URL` repairs what nobody else does.
  if (!/^[\x21\x23-\x5b\x5d-\x7e]+$/.test(issuer)) return 'It holds characters that no URL has.'
  return undefined
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname)
}
