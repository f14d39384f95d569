import * as oidc from 'openid-client'
import { z } from 'zod'
import { ADA, PHOTOS_API, PRINT, PRINT_SHOP, READ } from '../names.js'
import type { ClientKey } from './client-key.js'

const CIBA = 'urn:openid:params:grant-type:ciba'

/** A client that asks: what any client does, with `openid-client` and nothing of ours. */
export class PrintShop {
  readonly #config: oidc.Configuration
  /** Proofs of a key that its tokens are bound to. */
  readonly #dpop: oidc.DPoPHandle

  private constructor(config: oidc.Configuration, dpop: oidc.DPoPHandle) {
    this.#config = config
    this.#dpop = dpop
  }

  static async open(issuer: string, { privateKey, publicJwk }: ClientKey): Promise<PrintShop> {
    const authentication = oidc.PrivateKeyJwt({ key: privateKey, kid: String(publicJwk.kid) })
    const config = await oidc.discovery(
      new URL(issuer),
      PRINT_SHOP,
      { id_token_signed_response_alg: 'ES256' },
      authentication,
      // Only because all of this is on loopback.
      { execute: [oidc.allowInsecureRequests] },
    )
    const key = await oidc.randomDPoPKeyPair('ES256')
    return new PrintShop(config, oidc.getDPoPHandle(config, key))
  }

  /** Asks Ada. Comes back once she has been asked, not once she has answered. */
  async ask({ lifetime, message }: Wish = {}): Promise<Asked> {
    const response = await oidc.initiateBackchannelAuthentication(this.#config, {
      login_hint: ADA.subject,
      resource: PHOTOS_API,
      scope: `openid ${READ} ${PRINT}`,
      ...(message !== undefined && { binding_message: message }),
      ...(lifetime !== undefined && { requested_expiry: String(lifetime) }),
    })
    return { response, number: numberSchema.parse(response).matching_number }
  }

  /** Waits for the answer. Rejects with the provider's error where it is no, or none came in time. */
  async answer({ response }: Asked, signal?: AbortSignal): Promise<string> {
    const tokens = await oidc.pollBackchannelAuthenticationGrant(
      this.#config,
      response,
      { resource: PHOTOS_API },
      { DPoP: this.#dpop, ...(signal && { signal }) },
    )
    return tokens.access_token
  }

  /** Asks once what came of a request. `openid-client` itself does not, once the time is over. */
  async outcome({ response }: Asked): Promise<string> {
    const { auth_req_id } = response
    const proven = { DPoP: this.#dpop }
    const tokens = await oidc.genericGrantRequest(this.#config, CIBA, { auth_req_id }, proven)
    return tokens.access_token
  }

  /** Uses a token, with the proof that it needs. */
  async use(token: string, method: string, url: string): Promise<Response> {
    const answer = oidc.fetchProtectedResource(
      this.#config,
      token,
      new URL(url),
      method,
      undefined,
      undefined,
      { DPoP: this.#dpop },
    )
    return answer.catch((error: unknown) => {
      // It throws what it reads from a challenge; the answer itself is what we came for.
      if (error instanceof oidc.WWWAuthenticateChallengeError) return error.response
      throw error
    })
  }
}

/** What a request is about. */
export interface Wish {
  /** Seconds that Ada has for her answer. */
  readonly lifetime?: number
  /** What she sees as the shop's own words. */
  readonly message?: string
}

/** A request that waits. */
export interface Asked {
  readonly response: oidc.BackchannelAuthenticationResponse
  /** For the screen of whoever asks: Ada types it in, and so knows that it is them. */
  readonly number: string
}

const numberSchema = z.object({ matching_number: z.string().regex(/^\d\d$/) })
