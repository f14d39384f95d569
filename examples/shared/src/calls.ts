import { ORDERS_API, SECOND_FACTOR } from './resources.js'
import type { TokenName } from './tokens.js'

/** A call to an example API, and the answer that it has to give. */
export interface Call {
  readonly name: string
  readonly method: 'GET' | 'POST' | 'DELETE'
  readonly path: string
  readonly token?: TokenName
  readonly body?: object
  readonly expected: Answer
}

/** What counts of an answer. */
export interface Answer {
  readonly status: number
  /** Members that the JSON has to have, with these values. */
  readonly body?: object
  /** Parameters of the `WWW-Authenticate` challenge, apart from `realm` and the description. */
  readonly challenge?: Readonly<Record<string, string>>
}

// Stands in every challenge, so that a client can find the way to the provider (RFC 9728 §5.1).
const metadata = { resource_metadata: `${ORDERS_API}/.well-known/oauth-protected-resource` }

const invalidToken: Answer = { status: 401, challenge: { ...metadata, error: 'invalid_token' } }

function insufficientScope(scope: string): Answer {
  return { status: 403, challenge: { ...metadata, error: 'insufficient_scope', scope } }
}

const order = { item: 'rocket skates', quantity: 2 }

/** The calls that each of the three APIs has to answer alike, from its start, in this order. */
export const CALLS: readonly Call[] = [
  {
    name: 'public route',
    method: 'GET',
    path: '/health',
    expected: { status: 200, body: { status: 'ok', keys: 'fresh' } },
  },
  {
    name: 'resource metadata',
    method: 'GET',
    path: '/.well-known/oauth-protected-resource',
    expected: { status: 200, body: { resource: ORDERS_API } },
  },
  {
    name: 'allowed',
    method: 'GET',
    path: '/orders',
    token: 'reader',
    expected: { status: 200, body: { orders: [{ id: '1', item: 'anvil', quantity: 1 }] } },
  },
  {
    name: 'no token',
    method: 'GET',
    path: '/orders',
    expected: { status: 401, challenge: metadata },
  },
  {
    name: 'scope missing',
    method: 'POST',
    path: '/orders',
    token: 'reader',
    body: order,
    expected: insufficientScope('orders:write'),
  },
  {
    name: 'tampered',
    method: 'GET',
    path: '/orders',
    token: 'tampered',
    expected: invalidToken,
  },
  { name: 'expired', method: 'GET', path: '/orders', token: 'expired', expected: invalidToken },
  {
    name: 'wrong audience',
    method: 'GET',
    path: '/orders',
    token: 'otherAudience',
    expected: invalidToken,
  },
  {
    name: 'scope there',
    method: 'POST',
    path: '/orders',
    token: 'clerk',
    body: order,
    expected: { status: 201, body: { id: '2', ...order } },
  },
  {
    name: 'not an admin',
    method: 'GET',
    path: '/admin/summary',
    token: 'clerk',
    expected: insufficientScope('admin'),
  },
  {
    name: 'admin',
    method: 'GET',
    path: '/admin/summary',
    token: 'admin',
    expected: { status: 200, body: { tenants: 1, orders: 2 } },
  },
  {
    name: 'step-up asked for',
    method: 'DELETE',
    path: '/orders/2',
    token: 'clerk',
    expected: {
      status: 401,
      challenge: {
        ...metadata,
        error: 'insufficient_user_authentication',
        acr_values: SECOND_FACTOR,
        max_age: '300',
      },
    },
  },
  {
    name: 'step-up done',
    method: 'DELETE',
    path: '/orders/2',
    token: 'manager',
    expected: { status: 204 },
  },
]

/** The calls that come after {@link CALLS}, once the identity provider has been stopped. */
export const CALLS_WITHOUT_PROVIDER: readonly Call[] = [
  {
    name: 'provider away',
    method: 'GET',
    path: '/orders',
    token: 'reader',
    expected: { status: 200, body: { orders: [{ id: '1', item: 'anvil', quantity: 1 }] } },
  },
  {
    // Nobody is there to ask whether it is a new key, and that is not the client's fault.
    name: 'provider away, unknown key',
    method: 'GET',
    path: '/orders',
    token: 'unknownKey',
    expected: { status: 503 },
  },
]
