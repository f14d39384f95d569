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
  /** The reader's, with the name of a key that the provider has never published. */
  | 'unknownKey'

export type Tokens = Readonly<Record<TokenName, string>>

interface Change {
  readonly part: 'header' | 'claims'
  readonly members: object
}

interface Recipe {
  readonly client: string
  readonly resource?: string
  /** Members to write into a part of the token once it is signed. */
  readonly change?: Change
}

const RECIPES: Readonly<Record<TokenName, Recipe>> = {
  reader: { client: 'reader' },
  clerk: { client: 'clerk' },
  manager: { client: 'manager' },
  admin: { client: 'admin' },
  expired: { client: 'latecomer' },
  otherAudience: { client: 'reader', resource: INVOICES_API },
  tampered: {
    client: 'reader',
    change: { part: 'claims', members: { scope: 'orders:read orders:write admin' } },
  },
  unknownKey: { client: 'reader', change: { part: 'header', members: { kid: 'example-2' } } },
}

/** Whether there is a token of this name. */
export function isTokenName(name: string): name is TokenName {
  return Object.hasOwn(RECIPES, name)
}

/** The client that a token is of; `undefined` for those that the provider did not sign as they are. */
export function clientOf(name: TokenName): string | undefined {
  const { client, change } = RECIPES[name]
  return change ? undefined : client
}

/** Gets one token from the provider, as any client would: discovery, then a grant. */
export async function fetchToken(source: TokenSource, name: TokenName): Promise<string> {
  const { client: clientId, resource = ORDERS_API, change } = RECIPES[name]
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
  return change ? tamper(grant.access_token, change) : grant.access_token
}

/** Gets one token of each kind. */
export async function fetchTokens(source: TokenSource): Promise<Tokens> {
  const [reader, clerk, manager, admin, expired, otherAudience, tampered, unknownKey] =
    await Promise.all([
      fetchToken(source, 'reader'),
      fetchToken(source, 'clerk'),
      fetchToken(source, 'manager'),
      fetchToken(source, 'admin'),
      fetchToken(source, 'expired'),
      fetchToken(source, 'otherAudience'),
      fetchToken(source, 'tampered'),
      fetchToken(source, 'unknownKey'),
    ])
  return { reader, clerk, manager, admin, expired, otherAudience, tampered, unknownKey }
}

function tamper(token: string, { part, members }: Change): string {
  const parts = token.split('.')
  const index = part === 'header' ? 0 : 1
  const json = JSON.parse(Buffer.from(parts[index] ?? '', 'base64url').toString())
  parts[index] = Buffer.from(JSON.stringify({ ...json, ...members })).toString('base64url')
  return parts.join('.')
}
