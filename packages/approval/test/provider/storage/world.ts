import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { generateSigningKey, type SigningKey } from '@countersign/issuer'
import { createProofKey, proof, signCompact, type ProofKey } from '@countersign/testing'
import { Provider, type ClientMetadata } from 'oidc-provider'
import { onTestFinished } from 'vitest'
import { providerStorage } from '../../../src/provider/storage/provider-storage.js'
import { uniqueOnce } from '../../../src/provider/storage/unique-once.js'
import type { ApprovalState } from '../../../src/index.js'

const RESOURCE = 'https://api.example'
const GRANT_TYPE = 'urn:openid:params:grant-type:ciba'

export interface Answer {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
}

/** Instances of an authorization server that share a state, and a client that knows all of them. */
export interface World {
  readonly providerOf: (instance: number) => Provider
  /** Asks one of them; gives the `auth_req_id`. */
  readonly ask: (expiry?: number) => Promise<string>
  /** Lets the client have its tokens; gives the id of the grant. */
  readonly approve: (authReqId: string, instance?: number) => Promise<string>
  readonly poll: (authReqId: string, changes?: Changes) => Promise<Answer>
  readonly refresh: (refreshToken: string, changes?: Changes) => Promise<Answer>
  readonly assertion: (claims?: object) => string
  /** Of a key that tokens are bound to, for the token endpoint of an instance. */
  readonly proof: (instance?: number) => string
}

/** What a request of the client has in the place of what is good. */
interface Changes {
  readonly instance?: number
  readonly assertion?: string
  readonly proof?: string
}

const CLIENT_ID = 'client-1'

export async function startWorld(
  states: readonly [ApprovalState, ...ApprovalState[]],
  changes: { readonly findClient?: (id: string) => Promise<ClientMetadata | undefined> } = {},
): Promise<World> {
  const [keys, clientKey, proofKey] = [
    await generateSigningKey(),
    await generateSigningKey(),
    await createProofKey(),
  ]
  const client = metadataOf(clientKey)
  const { findClient = async (id) => (id === CLIENT_ID ? client : undefined) } = changes
  const origins: string[] = []
  const providers: Provider[] = []
  for (const state of states) {
    const server = createServer()
    server.listen(0, 'localhost')
    await once(server, 'listening')
    onTestFinished(() => {
      server.closeAllConnections()
      server.close()
    })
    origins.push(`http://localhost:${(server.address() as AddressInfo).port}`)
    const provider = new Provider(origins[0] ?? '', {
      adapter: providerStorage(state, { findClient }),
      ...configurationOf(keys),
    })
    provider.ReplayDetection.unique = uniqueOnce(state)
    const handle = provider.callback()
    server.on('request', (req, res) => void handle(req, res))
    providers.push(provider)
  }
  const providerOf = (instance: number): Provider => at(providers, instance)
  const assertion = (claims: object = {}): string => assertionBy(clientKey, origins, claims)
  const proofFor = (instance = 0): string => proofBy(proofKey, at(origins, instance))

  async function token(parameters: object, given: Changes): Promise<Answer> {
    const { instance = 0 } = given
    const form = { ...parameters, ...credentials(given.assertion ?? assertion()) }
    const headers = { dpop: given.proof ?? proofFor(instance) }
    return post(`${at(origins, instance)}/token`, form, headers)
  }

  return {
    providerOf,
    assertion,
    proof: proofFor,
    async ask(expiry = 120) {
      const wish = { scope: 'openid offline_access read', login_hint: 'ada', resource: RESOURCE }
      const form = { ...wish, requested_expiry: String(expiry), ...credentials(assertion()) }
      const { body } = await post(`${at(origins, 0)}/backchannel`, form)
      return String(body['auth_req_id'])
    },
    async approve(authReqId, instance = 0) {
      const provider = providerOf(instance)
      const grant = new provider.Grant({ clientId: CLIENT_ID, accountId: 'ada' })
      grant.addOIDCScope('openid offline_access')
      grant.addResourceScope(RESOURCE, 'read')
      const grantId = await grant.save()
      await provider.backchannelResult(authReqId, grantId)
      return grantId
    },
    poll: async (authReqId, given = {}) =>
      token({ grant_type: GRANT_TYPE, auth_req_id: authReqId }, given),
    refresh: async (refreshToken, given = {}) =>
      token({ grant_type: 'refresh_token', refresh_token: refreshToken }, given),
  }
}

function at<T>(list: readonly T[], index: number): T {
  const one = list[index]
  if (one === undefined) throw new Error(`there are ${list.length}`)
  return one
}

function metadataOf({ publicJwk }: SigningKey): ClientMetadata {
  return {
    client_id: CLIENT_ID,
    redirect_uris: [],
    response_types: [],
    grant_types: [GRANT_TYPE, 'refresh_token'],
    token_endpoint_auth_method: 'private_key_jwt',
    backchannel_token_delivery_mode: 'poll',
    dpop_bound_access_tokens: true,
    jwks: { keys: [publicJwk] },
    id_token_signed_response_alg: 'ES256',
  }
}

function configurationOf(key: SigningKey): ConstructorParameters<typeof Provider>[1] {
  const jwk = {
    ...key.privateKey.export({ format: 'jwk' }),
    kid: key.kid,
    alg: 'ES256',
    use: 'sig',
  }
  return {
    jwks: { keys: [jwk] },
    clientAuthMethods: ['private_key_jwt'],
    scopes: ['openid', 'offline_access'],
    cookies: { keys: [randomUUID()] },
    findAccount: async (_ctx, accountId) => ({
      accountId,
      claims: async () => ({ sub: accountId }),
    }),
    issueRefreshToken: async () => true,
    rotateRefreshToken: true,
    ttl: {
      BackchannelAuthenticationRequest: (_ctx, request) => requestedExpiry(request),
      Grant: 600,
      RefreshToken: 600,
      AccessToken: 60,
      IdToken: 60,
    },
    features: {
      devInteractions: { enabled: false },
      userinfo: { enabled: false },
      dPoP: { enabled: true },
      ciba: {
        enabled: true,
        deliveryModes: ['poll'],
        processLoginHint: async (_ctx, hint) => hint,
        validateBindingMessage: async () => undefined,
        validateRequestContext: async () => undefined,
        verifyUserCode: async () => undefined,
        triggerAuthenticationDevice: async () => undefined,
      },
      resourceIndicators: {
        enabled: true,
        useGrantedResource: async () => true,
        getResourceServerInfo: async () => ({
          scope: 'read',
          audience: RESOURCE,
          accessTokenTTL: 60,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'ES256' } },
        }),
      },
    },
  }
}

function requestedExpiry(request: unknown): number {
  const { params } = request as { params?: { requested_expiry?: string | number } }
  return Number(params?.requested_expiry ?? 120)
}

function credentials(assertion: string): Record<string, string> {
  return {
    client_id: CLIENT_ID,
    client_assertion: assertion,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
  }
}

function assertionBy(key: SigningKey, [issuer]: readonly string[], changes: object): string {
  const now = Math.floor(Date.now() / 1000)
  const names = { iss: CLIENT_ID, sub: CLIENT_ID, aud: issuer, jti: randomUUID() }
  return signCompact({
    header: { alg: 'ES256', kid: key.kid },
    payload: { ...names, iat: now, exp: now + 60, ...changes },
    key: key.privateKey,
    algorithm: 'ES256',
  })
}

function proofBy(key: ProofKey, origin: string): string {
  return proof(key, { url: `${origin}/token`, method: 'POST' })
}

async function post(
  url: string,
  form: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(url, { method: 'POST', body: new URLSearchParams(form), headers })
  return { status: response.status, body: (await response.json()) as Answer['body'] }
}
