import { allowInsecureRequests, clientCredentialsGrant, discovery } from 'openid-client'
import type { TokenSource } from './clients.js'
import { INVOICES_API, ORDERS_API } from './resources.js'

/** The tokens that the calls are made with. */
export type TokenName =
  /** `orders:read` */
  | 'reader'
  /** `orders:read orders:write` */
  | 'clerk'
  /** The clerk's scopes, of somebody who has just shown a second factor. */
  | 'manager'
  /** `orders:read admin` */
  | 'admin'
  /** The reader's scope, expired a minute ago. */
  | 'expired'
  /** The reader's, for another API of the same provider. */
  | 'otherAudience'
  /** The reader's, with more scopes written into it than the provider has signed. */
  | 'tampered'

export type Tokens = Readonly<Record<TokenName, string>>

interface Recipe {
  readonly client: string
  readonly resource?: string
  readonly tampered?: true
}

const RECIPES: Readonly<Record<TokenName, Recipe>> = {
  reader: { client: 'reader' },
  clerk: { client: 'clerk' },
  manager: { client: 'manager' },
  admin: { client: 'admin' },
  expired: { client: 'latecomer' },
  otherAudience: { client: 'reader', resource: INVOICES_API },
  tampered: { client: 'reader', tampered: true },
}

/** Whether there is a token of this name. */
export function isTokenName(name: string): name is TokenName {
  return Object.hasOwn(RECIPES, name)
}

/** Gets one token from the provider, as any client would: discovery, then a grant. */
export async function fetchToken(source: TokenSource, name: TokenName): Promise<string> {
  const { client: clientId, resource = ORDERS_API, tampered } = RECIPES[name]
  const client = source.clients.find((candidate) => candidate.clientId === clientId)
  if (!client) throw new Error(`The provider has no client "${clientId}"`)

  const configuration = await discovery(
    new URL(source.issuer),
    clientId,
    client.clientSecret,
    undefined,
    // Plain HTTP, as the provider is on loopback.
    { execute: [allowInsecureRequests] },
  )
  const grant = await clientCredentialsGrant(configuration, { scope: client.scope, resource })
  return tampered ? tamper(grant.access_token) : grant.access_token
}

/** Gets one token of each kind. */
export async function fetchTokens(source: TokenSource): Promise<Tokens> {
  const [reader, clerk, manager, admin, expired, otherAudience, tampered] = await Promise.all([
    fetchToken(source, 'reader'),
    fetchToken(source, 'clerk'),
    fetchToken(source, 'manager'),
    fetchToken(source, 'admin'),
    fetchToken(source, 'expired'),
    fetchToken(source, 'otherAudience'),
    fetchToken(source, 'tampered'),
  ])
  return { reader, clerk, manager, admin, expired, otherAudience, tampered }
}

function tamper(token: string): string {
  const [header, payload = '', signature] = token.split('.')
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString())
  claims.scope = 'orders:read orders:write admin'
  return [header, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.')
}
