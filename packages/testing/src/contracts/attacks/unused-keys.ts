import { sign, type KeyObject } from 'node:crypto'
import type { SigningAlgorithm } from '@countersign/issuer'
import type { TestIdentityProvider } from '../../index.js'
import { expectAccepted } from '../expect.js'
import type { World } from '../world.js'
import { compact } from '../../attacks/forge/compact.js'
import { subjectOf } from '../../attacks/subjects/subject-of.js'
import { expectAllRefused } from './refused-tokens.js'

/** A key that is published, and must not be used. */
export interface UnusedKey {
  readonly jwk: Readonly<Record<string, unknown>> & { readonly kid: string }
  /** A token by that key: its signature is good. */
  readonly token: string
}

/** Publishes keys, and expects their tokens to be refused while the good key beside them works. */
export async function expectKeysUnused(
  world: World,
  key: string,
  publish: (idp: TestIdentityProvider) => readonly UnusedKey[],
  algorithms: readonly SigningAlgorithm[] = ['ES256', 'Ed25519'],
): Promise<void> {
  const idp = await world.provider({ algorithms })
  const setup = { key, options: { issuer: idp.issuer } }
  const published = publish(idp)
  idp.jwks.keys.push(...published.map(({ jwk }) => jwk))
  const tokens = Object.fromEntries(published.map(({ jwk, token }) => [jwk.kid, token]))
  await expectAllRefused(world, tokens, { setup, idp })
  expectAccepted(await (await world.server(setup)).get('/r', await idp.token()))
}

/** A published key, and a good token by it. */
export function signedByUnused(
  idp: TestIdentityProvider,
  jwk: UnusedKey['jwk'],
  header: { alg: string },
  signature: (input: string) => Uint8Array | undefined,
): UnusedKey {
  // Some odd keys cannot sign every text; the next token has another id.
  for (let attempt = 0; attempt < 1_000; attempt += 1) {
    const input = subjectOf(idp).input({ header: { ...header, kid: jwk.kid } })
    const signed = signature(input)
    if (signed) return { jwk, token: compact(input, signed) }
  }
  throw new Error(`no text has a signature by the key ${jwk.kid}`)
}

/** The same for a private key on any curve, as ES256. */
export function unusedEcKey(
  idp: TestIdentityProvider,
  jwk: UnusedKey['jwk'],
  key: KeyObject,
): UnusedKey {
  return signedByUnused(idp, jwk, { alg: 'ES256' }, (input) =>
    sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' }),
  )
}
