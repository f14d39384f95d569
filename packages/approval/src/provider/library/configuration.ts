import type { SigningKey } from '@countersign/issuer'
import {
  errors,
  type AdapterFactory,
  type AsymmetricSigningAlgorithm,
  type Configuration,
} from 'oidc-provider'
import type { Context } from '../../context.js'
import { exchangeOf, forgetParams } from '../exchange.js'
import type { Admission } from '../request/admission.js'
import type { Asking } from '../request/asking.js'
import type { Hints } from '../request/hints.js'
import { checkSignedClaims, useSignedRequest } from '../request/signed-request.js'
import { wishOf } from '../request/wish.js'
import type { AccessTokens } from '../tokens/access-tokens.js'
import { mayRefresh, refreshLifetime, REFRESH_LIFETIME } from '../tokens/refresh-tokens.js'
import type { Certificates } from './certificates.js'
import { checkAssertion } from './client-assertion.js'
import { LARGEST_JWKS, outboundFetch } from './outbound.js'
import { type RingSigningKey, SIGNING_ALGORITHMS } from './ring-signing-key.js'

/** Seconds that clocks of clients may be ahead, or behind. */
const CLOCK_TOLERANCE = 10
const ID_TOKEN_LIFETIME = 300
export const ACR = 'phr'

/** What the library's hooks call. */
export interface Parts {
  readonly context: Context
  readonly storage: AdapterFactory
  readonly hints: Hints
  readonly admission: Admission
  readonly asking: Asking
  readonly accessTokens: AccessTokens
  readonly certificates: Certificates | undefined
}

/** The library, for as long as these keys are the ones: all off but what is served. */
export function configuration(
  parts: Parts,
  signingKey: SigningKey,
  keys: readonly RingSigningKey[],
): Configuration {
  const { context, certificates } = parts
  const { fetch } = context.settings
  const algorithms = SIGNING_ALGORITHMS as AsymmetricSigningAlgorithm[]
  const off = { enabled: false }
  return {
    adapter: parts.storage,
    jwks: { keys },
    clientAuthMethods: certificates
      ? ['private_key_jwt', 'tls_client_auth', 'self_signed_tls_client_auth']
      : ['private_key_jwt'],
    clientDefaults: {
      id_token_signed_response_alg: signingKey.algorithm as AsymmetricSigningAlgorithm,
      authorization_signed_response_alg: signingKey.algorithm as AsymmetricSigningAlgorithm,
      token_endpoint_auth_method: 'private_key_jwt',
      grant_types: [],
      response_types: [],
    },
    clockTolerance: CLOCK_TOLERANCE,
    acrValues: [ACR],
    responseTypes: [],
    scopes: ['openid', 'offline_access'],
    claims: { openid: ['sub', 'acr', 'amr', 'auth_time'] },
    enabledJWA: {
      clientAuthSigningAlgValues: algorithms,
      requestObjectSigningAlgValues: algorithms,
      dPoPSigningAlgValues: algorithms,
      idTokenSigningAlgValues: algorithms,
    },
    assertJwtClientAuthClaimsAndHeader: checkAssertion,
    // Read, bounded and carried on here: the library would need to know every type beforehand.
    extraParams: ['authorization_details'],
    findAccount: async (ctx, subject) => parts.hints.account(ctx, subject),
    issueRefreshToken: (ctx) => mayRefresh(ctx),
    rotateRefreshToken: true,
    revokeGrantPolicy: () => true,
    fetch: outboundFetch(fetch),
    fetchResponseBodyLimits: { jwks_uri: LARGEST_JWKS },
    formats: {
      customizers: { jwt: async (ctx, _token, jwt) => parts.accessTokens.finish(ctx, jwt) },
    },
    ttl: lifetimes(context),
    features: {
      devInteractions: off,
      userinfo: off,
      rpInitiatedLogout: off,
      pushedAuthorizationRequests: off,
      claimsParameter: off,
      externalSigningSupport: { enabled: true, ack: 'experimental-01' },
      revocation: {
        enabled: true,
        allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId,
      },
      resourceIndicators: resourceIndicators(parts, signingKey),
      requestObjects: {
        enabled: true,
        assertJwtClaimsAndHeader: (ctx, claims) => checkSignedClaims(ctx, claims),
      },
      dPoP: dpop(context),
      ...(certificates && { mTLS: mutualTls(certificates) }),
      ciba: ciba(parts),
    },
  }
}

type Features = NonNullable<Configuration['features']>

function ciba({ context, hints, admission, asking }: Parts): Features['ciba'] {
  return {
    enabled: true,
    deliveryModes: ['poll', 'ping'],
    async validateRequestContext(ctx) {
      exchangeOf(ctx).wish = wishOf(ctx, context.settings)
      await admission.arrive(ctx)
      await useSignedRequest(ctx, context.state)
    },
    // With the rest of the wish, which holds it composed.
    validateBindingMessage: () => undefined,
    processLoginHint: async (ctx, hint) => hints.login(ctx, hint ?? ''),
    processLoginHintToken: async (ctx, token) => hints.loginToken(ctx, token ?? ''),
    async verifyUserCode(ctx, _account, code) {
      await admission.check(ctx, code)
      forgetParams(ctx)
    },
    triggerAuthenticationDevice: async (ctx, request) => asking.ask(ctx, request),
  }
}

function resourceIndicators(
  { accessTokens }: Parts,
  signingKey: SigningKey,
): Features['resourceIndicators'] {
  return {
    enabled: true,
    // Asked where none is named, or several are.
    defaultResource: () => {
      throw new errors.InvalidTarget('One resource is needed')
    },
    getResourceServerInfo: async (ctx, indicator) =>
      accessTokens.resourceServer(ctx, indicator, signingKey),
    useGrantedResource: () => true,
  }
}

function dpop({ settings }: Context): Features['dPoP'] {
  const secret = settings.dpopNonceSecret
  if (secret === undefined) return { enabled: true }
  return { enabled: true, nonceSecret: Buffer.from(secret), requireNonce: () => true }
}

function mutualTls(certificates: Certificates): Features['mTLS'] {
  return {
    enabled: true,
    certificateBoundAccessTokens: true,
    tlsClientAuth: true,
    selfSignedTlsClientAuth: true,
    getCertificate: (ctx) => certificates.of(exchangeOf(ctx).request),
    certificateAuthorized: (ctx) => certificates.isAuthorized(ctx),
    certificateSubjectMatches: (ctx, property, expected) =>
      certificates.hasSubject(ctx, property, expected),
  }
}

/** Seconds. Functions, as the library wants them: plain ones. */
function lifetimes({ settings }: Context): Configuration['ttl'] {
  const { requestLifetime, keys } = settings
  return {
    AccessToken: (_ctx, token) => token.resourceServer?.accessTokenTTL ?? 0,
    BackchannelAuthenticationRequest: (ctx) => {
      const requested = Number(ctx.oidc.params?.['requested_expiry'] ?? requestLifetime)
      return Math.min(requested, requestLifetime)
    },
    Grant: REFRESH_LIFETIME,
    IdToken: Math.min(ID_TOKEN_LIFETIME, keys.tokenLifetime ?? ID_TOKEN_LIFETIME),
    RefreshToken: refreshLifetime,
  }
}
