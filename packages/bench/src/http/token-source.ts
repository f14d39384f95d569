import { sign } from 'node:crypto'
import {
  createTestIdentityProvider,
  encodeSegment,
  type TestIdentityProvider,
} from '@countersign/testing'
import type { SigningKey } from '@countersign/issuer'
import { withOtherSignature } from '../access-tokens.js'
import type { Load, Trusted } from './trusted.js'

/** An identity provider on loopback, and tokens of it, all RS256. */
export interface TokenSource {
  /** What a server has to know to take them. */
  trusted(load: Load): Trusted
  /** So many good ones, each of them different. */
  tokens(count: number): Promise<readonly string[]>
  /** What nobody may take, by what is wrong with it. */
  badTokens(): Promise<Readonly<Record<string, string>>>
  close(): Promise<void>
}

const AUDIENCE = 'https://api.example.com'

/** Seconds. Longer than any benchmark runs. */
const LIFETIME = 86_400

/** Enough to keep every thread busy that Node has for it. */
const AT_A_TIME = 256

export async function createTokenSource(): Promise<TokenSource> {
  const provider = await createTestIdentityProvider({ algorithms: ['RS256'], audience: AUDIENCE })
  const [key] = provider.keys.values()
  if (!key) throw new Error('the provider has no key')
  let made = 0
  return {
    trusted: (load) => ({
      issuer: provider.issuer,
      audience: AUDIENCE,
      key: key.publicJwk,
      load,
      dpop: false,
    }),
    async tokens(count): Promise<readonly string[]> {
      const tokens: string[] = []
      while (tokens.length < count) {
        const batch = Math.min(AT_A_TIME, count - tokens.length)
        const pending = Array.from({ length: batch }, () => signToken(provider, key, made++))
        tokens.push(...(await Promise.all(pending)))
      }
      return tokens
    },
    async badTokens() {
      const good = await signToken(provider, key, made++)
      const past = Math.floor(Date.now() / 1000) - LIFETIME
      return {
        'another signature': withOtherSignature(good),
        'an end in the past': await provider.token({ iat: past, exp: past + 300 }),
        'another audience': await provider.token({ aud: 'https://other.example' }),
        'another issuer': await provider.token({ iss: 'https://other.example' }),
      }
    },
    close: () => provider.close(),
  }
}

/** Of some 800 characters, as RFC 9068 has it. It is signed beside this thread, on all processors. */
async function signToken(
  provider: TestIdentityProvider,
  key: SigningKey,
  at: number,
): Promise<string> {
  const header = { typ: 'at+jwt', alg: 'RS256', kid: key.kid }
  const iat = Math.floor(Date.now() / 1000)
  const claims = provider.claims({
    sub: `user-${at}`,
    client_id: 'orders-app',
    scope: 'orders:read orders:write',
    roles: ['clerk'],
    iat,
    exp: iat + LIFETIME,
  })
  const input = `${encodeSegment(header)}.${encodeSegment(claims)}`
  const signature = await new Promise<Buffer>((resolve, reject) => {
    sign('sha256', Buffer.from(input), key.privateKey, (error, signature) => {
      if (error) reject(error)
      else resolve(signature)
    })
  })
  return `${input}.${signature.toString('base64url')}`
}
