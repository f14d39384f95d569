import type { KoaContextWithOIDC } from 'oidc-provider'
import type { Context } from '../context.js'
import type { Desk } from '../desk/desk.js'
import { paramOf, type Exchange } from './exchange.js'
import { answer, unavailable, type Answer } from './http/answer.js'
import { CIBA_GRANT } from './library/client-metadata.js'
import { reportFailure } from './report-failure.js'
import { PollPacing } from './tokens/poll-pacing.js'

/** Errors that a client can do something about. Whatever else goes wrong is ours. */
const KNOWN = new Set([
  'access_denied',
  'authorization_pending',
  'expired_login_hint_token',
  'expired_token',
  'invalid_authorization_details',
  'invalid_binding_message',
  'invalid_client',
  'invalid_dpop_proof',
  'invalid_grant',
  'invalid_request',
  'invalid_scope',
  'invalid_target',
  'invalid_user_code',
  'missing_user_code',
  'registration_not_supported',
  'request_uri_not_supported',
  'slow_down',
  'unauthorized_client',
  'unknown_user_id',
  'unsupported_grant_type',
  'unsupported_token_type',
  'use_dpop_nonce',
])

type Body = Readonly<Record<string, unknown>>

/** Makes an answer of what the library has made of a request. */
export class Answers {
  readonly #context: Context
  readonly #desk: () => Desk
  readonly #pacing: PollPacing

  constructor(context: Context, desk: () => Desk) {
    this.#context = context
    this.#desk = desk
    this.#pacing = new PollPacing(context.state, context.settings.interval)
  }

  async of(exchange: Exchange): Promise<Answer> {
    const { ctx } = exchange
    if (!ctx) return this.#failed(exchange)
    await Promise.all(exchange.work)
    const body = bodyOf(ctx)
    const { error } = body
    if (ctx.status >= 500) return this.#failed(exchange)
    if (error === undefined)
      return ctx.status === 200 ? this.#done(exchange, ctx, body) : this.#failed(exchange)
    if (typeof error !== 'string' || !KNOWN.has(error) || isOurs(exchange.error)) {
      return this.#failed(exchange)
    }
    if (error === 'authorization_pending') return this.#pending(ctx, body)
    if (error === 'invalid_request' && mayNot(ctx)) {
      return refused(400, { error: 'unauthorized_client' }, ctx)
    }
    return refused(ctx.status, body, ctx)
  }

  #done(exchange: Exchange, ctx: KoaContextWithOIDC, body: Body): Answer {
    const headers = headersOf(ctx)
    if (exchange.endpoint === 'revocation') return answer(200, {}, headers)
    if (exchange.endpoint === 'backchannel') {
      const { interval } = this.#context.settings
      const number = exchange.asked?.number
      const more = { interval, ...(number !== undefined && { matching_number: number }) }
      return answer(200, { ...body, ...more }, headers)
    }
    const details = exchange.approval?.wish.authorizationDetails ?? []
    const more = details.length > 0 ? { authorization_details: details } : {}
    return answer(200, { ...body, ...more }, headers)
  }

  async #pending(ctx: KoaContextWithOIDC, body: Body): Promise<Answer> {
    const authReqId = paramOf(ctx, 'auth_req_id') ?? ''
    const { tooFast, wait } = await this.#pacing.poll(authReqId)
    const headers = { ...headersOf(ctx), 'Retry-After': String(wait) }
    if (tooFast) {
      const slower = `Poll every ${wait} seconds`
      return answer(400, { error: 'slow_down', error_description: slower }, headers)
    }
    // Whoever took the decision may have ended before the provider knew.
    await this.#desk().settle(authReqId)
    return answer(400, body, headers)
  }

  async #failed({ endpoint, error, undo }: Exchange): Promise<Answer> {
    const { issuer } = this.#context.settings
    reportFailure(issuer, endpoint, error)
    for (const step of undo) {
      await step().catch((failed: unknown) => reportFailure(issuer, endpoint, failed))
    }
    return unavailable()
  }
}

function refused(status: number, body: Body, ctx: KoaContextWithOIDC): Answer {
  const { error, error_description: description } = body
  const text = typeof description === 'string' ? description : undefined
  return answer(
    status,
    { error, ...(text !== undefined && { error_description: plain(text) }) },
    headersOf(ctx),
  )
}

/** RFC 6749 §5.2: visible ASCII without quotes and backslashes. */
function plain(text: string): string {
  return text.replaceAll('"', "'").replaceAll(/[^\x20-\x7e]|\\/g, '?')
}

function bodyOf(ctx: KoaContextWithOIDC): Body {
  const { body } = ctx
  return typeof body === 'object' && body !== null ? (body as Body) : {}
}

function headersOf(ctx: KoaContextWithOIDC): Readonly<Record<string, string>> {
  return Object.fromEntries(
    ['Retry-After', 'DPoP-Nonce'].flatMap((name) => {
      const value: unknown = ctx.res.getHeader(name)
      return typeof value === 'string' ? [[name, value] as const] : []
    }),
  )
}

/** A client that exists and has proven who it is, and may not use this grant (RFC 6749 §5.2, CIBA §13). */
function mayNot(ctx: KoaContextWithOIDC): boolean {
  const { client, route, params } = ctx.oidc
  if (!client) return false
  if (route === 'backchannel_authentication') return !client.grantTypeAllowed(CIBA_GRANT)
  const type = params?.['grant_type']
  const isOffered = type === CIBA_GRANT || type === 'refresh_token'
  return route === 'token' && isOffered && !client.grantTypeAllowed(type)
}

/**
 * Whether an error that the library puts down to the client lies elsewhere: keys that cannot be fetched now, a
 * client that is registered wrongly.
 */
function isOurs(error: unknown): boolean {
  for (let one = error; one instanceof Error; one = one.cause) {
    if ('error' in one && one.error === 'invalid_client_metadata') return true
  }
  return false
}
