import type { SigningKey } from '@countersign/issuer'
import type { TestIdentityProvider } from '@countersign/testing'
import type { SignedToken } from './floor.js'
import { inTurn } from './in-turn.js'

/** Issuers to trust, and different tokens of theirs. */
export interface Scene {
  readonly providers: readonly TestIdentityProvider[]
  readonly tokens: readonly SignedToken[]
  /** Keys that a verifier holds once it has seen every token. */
  readonly keys: number
}

/** One issuer, all of these keys in its set, and so many tokens, signed by each key in turn. */
export function sceneOfKeys(
  provider: TestIdentityProvider,
  keys: readonly SigningKey[],
  tokens: number,
): Scene {
  publish(provider, keys)
  return sceneOf(
    keys.map((key) => ({ provider, key })),
    tokens,
  )
}

/** An issuer for each key, alone in its set, and so many tokens, signed by each issuer in turn. */
export function sceneOfIssuers(
  providers: readonly TestIdentityProvider[],
  keys: readonly SigningKey[],
  tokens: number,
): Scene {
  const signers = keys.map((key, at) => ({ provider: itemAt(providers, at), key }))
  for (const { provider, key } of signers) publish(provider, [key])
  return sceneOf(signers, tokens)
}

interface Signer {
  readonly provider: TestIdentityProvider
  readonly key: SigningKey
}

function sceneOf(signers: readonly Signer[], tokens: number): Scene {
  if (tokens < signers.length) throw new RangeError('too few tokens for every key to sign one')
  const next = inTurn(signers)
  const sign = (): SignedToken => {
    const { provider, key } = next()
    return { token: provider.sign({ key }), key }
  }
  return {
    providers: [...new Set(signers.map(({ provider }) => provider))],
    tokens: Array.from({ length: tokens }, sign),
    keys: signers.length,
  }
}

function publish({ jwks }: TestIdentityProvider, keys: readonly SigningKey[]): void {
  jwks.keys.splice(0, jwks.keys.length, ...keys.map(({ publicJwk }) => publicJwk))
}

function itemAt<T>(items: readonly T[], at: number): T {
  const item = items[at]
  if (item === undefined) throw new RangeError('too few providers')
  return item
}
