import type { IncomingMessage } from 'node:http'
import type { KoaContextWithOIDC } from 'oidc-provider'
import type { Approval, Wish } from '../approval.js'
import type { ApprovalClient } from '../client.js'
import type { Asked } from '../desk/desk.js'
import type { Person } from '../person.js'
import type { EndpointName } from './endpoints.js'
import { Patience } from './patience.js'

/** What is found out on the way through one request. */
export class Exchange {
  readonly endpoint: EndpointName
  readonly request: IncomingMessage
  /** Whole seconds: no later than whatever the library dates by the same request. */
  readonly startedAt: number = Math.floor(Date.now() / 1000)
  readonly patience: Patience = new Patience()
  /** As looked up for this request, so that every step sees the same. */
  readonly clients: Map<string, ApprovalClient> = new Map()
  person: Person | undefined
  wish: Wish | undefined
  asked: Asked | undefined
  approval: Approval | undefined
  /** Claims of a signed request, once its signature was checked. */
  signedClaims: Readonly<Record<string, unknown>> | undefined
  error: unknown
  /** Started by events, which nobody waits for; the answer does. */
  readonly work: Promise<void>[] = []
  /** What has to be taken back where the client is given nothing, for a fault of ours. */
  readonly undo: (() => Promise<void>)[] = []
  ctx: KoaContextWithOIDC | undefined

  constructor(endpoint: EndpointName, request: IncomingMessage) {
    this.endpoint = endpoint
    this.request = request
  }
}

const exchanges = new WeakMap<object, Exchange>()

/** Ties an exchange to the request that the library is given in place of the real one. */
export function tie(inner: object, exchange: Exchange): void {
  exchanges.set(inner, exchange)
}

export function findExchange(ctx: KoaContextWithOIDC | undefined): Exchange | undefined {
  return ctx && exchanges.get(ctx.req)
}

export function exchangeOf(ctx: KoaContextWithOIDC): Exchange {
  const exchange = findExchange(ctx)
  if (!exchange) throw new Error('the library was asked past the route')
  return exchange
}

/** The client that has proven who it is. */
export function clientOf(ctx: KoaContextWithOIDC): ApprovalClient {
  const id = ctx.oidc.client?.clientId
  const client = id === undefined ? undefined : exchangeOf(ctx).clients.get(id)
  if (!client) throw new Error('no client was authenticated')
  return client
}

/** A parameter of the request, signed or not; `undefined`: it is left out, or there are many of it. */
export function paramOf(ctx: KoaContextWithOIDC, name: string): string | undefined {
  const value = ctx.oidc.params?.[name]
  return typeof value === 'string' ? value : undefined
}

const KEPT = new Set([
  'client_notification_token',
  'nonce',
  'requested_expiry',
  'resource',
  'scope',
])

/** Takes away what is needed no more: the library keeps the parameters of a request, also who was meant, and codes. */
export function forgetParams(ctx: KoaContextWithOIDC): void {
  const params = ctx.oidc.params ?? {}
  for (const name of Object.keys(params)) if (!KEPT.has(name)) params[name] = undefined
}
