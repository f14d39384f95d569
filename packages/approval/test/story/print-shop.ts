import { webcrypto } from 'node:crypto'
import * as oidc from 'openid-client'
import type { ApprovalClient } from '../../src/client.js'
import { PHOTOS } from './photo-apis.js'

/** A client, with `openid-client` and proofs of its key. */
export interface PrintShop {
  /** Asks, and gives the number that it shows. */
  readonly ask: () => Promise<Asked>
  /** Status of a request with a token, and the proof that it needs. */
  readonly use: (token: string, url: string) => Promise<number>
}

export interface Asked {
  readonly number: string
  /** The token, once there is an answer. */
  readonly token: Promise<string>
}

export interface ShopKey {
  readonly privateKey: webcrypto.CryptoKey
  readonly registration: ApprovalClient
}

export async function createShopKey(): Promise<ShopKey> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256' }
  const pair = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const { x = '', y = '' } = await webcrypto.subtle.exportKey('jwk', pair.publicKey)
  const jwk = { kty: 'EC', crv: 'P-256', x, y, kid: 'shop-1', alg: 'ES256' }
  return {
    privateKey: pair.privateKey,
    registration: {
      clientId: 'print-shop',
      name: 'The Print Shop',
      verified: true,
      website: 'https://prints.example',
      authentication: { method: 'private_key_jwt', keys: { keys: [jwk] } },
      scopes: ['photos:read', 'photos:print'],
    },
  }
}

export async function openPrintShop(issuer: string, { privateKey }: ShopKey): Promise<PrintShop> {
  const config = await oidc.discovery(
    new URL(issuer),
    'print-shop',
    { id_token_signed_response_alg: 'ES256' },
    oidc.PrivateKeyJwt({ key: privateKey, kid: 'shop-1' }),
    { execute: [oidc.allowInsecureRequests] },
  )
  const DPoP = oidc.getDPoPHandle(config, await oidc.randomDPoPKeyPair('ES256'))
  return {
    async ask() {
      const response = await oidc.initiateBackchannelAuthentication(config, {
        login_hint: 'ada',
        resource: PHOTOS,
        scope: 'openid photos:read photos:print',
        binding_message: 'Prints for the wall',
      })
      const token = oidc
        .pollBackchannelAuthenticationGrant(config, response, { resource: PHOTOS }, { DPoP })
        .then(({ access_token }) => access_token)
      // Whoever waits for it hears of it; the others need not.
      token.catch(() => undefined)
      const number = response['matching_number']
      if (typeof number !== 'string') throw new Error('there is no number')
      return { number, token }
    },
    async use(token, url) {
      try {
        const none = undefined
        const target = new URL(url)
        const rest = { DPoP }
        const answer = await oidc.fetchProtectedResource(
          config,
          token,
          target,
          'GET',
          none,
          none,
          rest,
        )
        return answer.status
      } catch (error) {
        if (error instanceof oidc.WWWAuthenticateChallengeError) return error.status
        throw error
      }
    },
  }
}
