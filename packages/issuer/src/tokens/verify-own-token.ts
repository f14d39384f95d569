import { createLocalJWKSet, errors, jwtVerify } from 'jose'
import { KEY_KINDS } from '../algorithms.js'
import { publishedKeys } from '../key-source.js'
import { isWithdrawn } from '../revocation/withdraw.js'
import type { Settings } from '../settings.js'
import type { TokenClaims } from './token-claims.js'

const REQUIRED = ['iss', 'aud', 'sub', 'client_id', 'iat', 'exp', 'jti']
const LONGEST_TOKEN = 16_384

/**
 * What an access token of this issuer says, if it is one: signed by a key that is published, of type
 * `at+jwt`, not expired, and not withdrawn. For which audience it is, and whose key it is bound to, is
 * for the caller to check. Rejects where something of ours fails.
 */
export async function verifyOwnToken(
  settings: Settings,
  token: string,
): Promise<TokenClaims | undefined> {
  const claims = await readOwnToken(settings, token)
  return claims && !(await isWithdrawn(settings, claims)) ? claims : undefined
}

/** The same, withdrawn or not. */
export async function readOwnToken(
  settings: Settings,
  token: string,
): Promise<TokenClaims | undefined> {
  if (token.length > LONGEST_TOKEN) return undefined
  const keys = createLocalJWKSet({ keys: await publishedKeys(settings.keys) })
  return verified(token, keys, settings)
}

async function verified(
  token: string,
  keys: ReturnType<typeof createLocalJWKSet>,
  { issuer, clock }: Settings,
): Promise<TokenClaims | undefined> {
  try {
    const { payload } = await jwtVerify(token, keys, {
      issuer,
      typ: 'at+jwt',
      algorithms: Object.keys(KEY_KINDS),
      requiredClaims: REQUIRED,
      currentDate: new Date(clock()),
    })
    return isTokenClaims(payload) ? payload : undefined
  } catch (error) {
    if (error instanceof errors.JOSEError) return undefined
    throw error
  }
}

function isTokenClaims(claims: Readonly<Record<string, unknown>>): claims is TokenClaims {
  const texts = ['sub', 'client_id', 'jti'].map((name) => claims[name])
  return texts.every((value) => typeof value === 'string') && typeof claims['iat'] === 'number'
}

/** Whether a token is a JWE: only its recipient can read it, and we are not it. */
export function isEncrypted(token: string): boolean {
  return token.split('.', 6).length === 5
}
