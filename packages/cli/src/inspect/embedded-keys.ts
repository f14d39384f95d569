import { createHash } from 'node:crypto'
import { calculateJwkThumbprint, compactVerify, EmbeddedJWK } from 'jose'
import type { Thumbprint } from './inspected-token.js'
import { isMembers, type Members } from './members.js'

/** The thumbprints of all keys and certificates in a token; those that are none are left out. */
export async function thumbprintsIn(
  header: Members | undefined,
  claims: Members | undefined,
): Promise<readonly Thumbprint[]> {
  const cnf = claims?.['cnf']
  const found = await Promise.all([
    ofKey('header.jwk', header?.['jwk']),
    ofKey('claims.cnf.jwk', isMembers(cnf) ? cnf['jwk'] : undefined),
  ])
  const certificate = ofCertificate('header.x5c', header?.['x5c'])
  return [...found, certificate].filter((one) => one !== undefined)
}

async function ofKey(of: string, jwk: unknown): Promise<Thumbprint | undefined> {
  if (!isMembers(jwk)) return undefined
  try {
    return { of, value: await calculateJwkThumbprint(jwk) }
  } catch {
    return undefined
  }
}

function ofCertificate(of: string, chain: unknown): Thumbprint | undefined {
  const [first] = Array.isArray(chain) ? (chain as readonly unknown[]) : []
  if (typeof first !== 'string') return undefined
  const der = Buffer.from(first, 'base64')
  return { of, value: createHash('sha256').update(der).digest('base64url') }
}

/** Whether the key in the header has signed a token. Proves that its maker holds that key, and no more. */
export async function isSignedByOwnKey(token: string): Promise<boolean> {
  try {
    await compactVerify(token, EmbeddedJWK)
    return true
  } catch {
    return false
  }
}
