import type { IncomingMessage, ServerResponse } from 'node:http'
import { jwksEndpoint } from '@countersign/issuer'
import { Provider, type ClientMetadata } from 'oidc-provider'
import type { Context, Route } from '../context.js'
import type { Desk, ProviderPort } from '../desk/desk.js'
import { Answers } from './answers.js'
import { Decisions } from './decisions.js'
import { discoveryDocument } from './discovery.js'
import { endpointAt, methodsOf, urlOf, type EndpointName } from './endpoints.js'
import { Exchange, exchangeOf, findExchange } from './exchange.js'
import { answer, send, unavailable, type Answer } from './http/answer.js'
import {
  checkCredentials,
  checkSignedRequest,
  checkTokenRequest,
} from './http/check-credentials.js'
import { readForm } from './http/read-form.js'
import { Refusal } from './http/refusal.js'
import { Certificates } from './library/certificates.js'
import { clientMetadata } from './library/client-metadata.js'
import { guardedStorage } from './library/guarded-storage.js'
import { innerRequest } from './library/inner-request.js'
import { Library } from './library/library.js'
import { Patience } from './patience.js'
import { reportFailure } from './report-failure.js'
import { Admission } from './request/admission.js'
import { Asking } from './request/asking.js'
import { Hints } from './request/hints.js'
import { AccessTokens } from './tokens/access-tokens.js'
import { providerStorage } from './storage/provider-storage.js'
import { uniqueOnce } from './storage/unique-once.js'
import { Withdrawals } from './withdrawals.js'

/** The protocol's side: what clients talk to, and what the desk lets it do. */
export class ProviderSide {
  readonly port: ProviderPort
  readonly #context: Context
  readonly #library: Library
  readonly #answers: Answers
  readonly #jwks: ReturnType<typeof jwksEndpoint>
  readonly #certificates: Certificates | undefined

  constructor(context: Context, desk: () => Desk) {
    const { settings, directory, state } = context
    const hints = new Hints(context)
    const withdrawals = new Withdrawals(context)
    const withdraw = async (id: string): Promise<void> => withdrawals.withdraw(id)
    const storage = providerStorage(state, { findClient: async (id) => this.#findClient(id) })
    const unique = uniqueOnce(state)
    this.#context = context
    this.#certificates = settings.certificate && new Certificates(settings.certificate)
    this.#answers = new Answers(context, desk)
    this.#jwks = jwksEndpoint(settings.keys, { jwksUri: urlOf(settings, 'jwks') })
    this.#library = new Library(
      {
        context,
        storage: guardedStorage(storage, { approvals: directory.approvals, withdraw }),
        hints,
        admission: new Admission(context, hints, desk),
        asking: new Asking(context, desk),
        accessTokens: new AccessTokens(context),
        certificates: this.#certificates,
      },
      ({ ReplayDetection }) => Object.assign(ReplayDetection, { unique }),
      (ctx, grantId) => exchangeOf(ctx).work.push(withdraw(grantId)),
    )
    this.port = new Decisions(this.#library, storage, settings.issuer)
  }

  readonly route: Route = async (req, res, path) => {
    const endpoint = endpointAt(path)
    if (endpoint === undefined) return false
    try {
      await this.#serve(endpoint, req, res)
    } catch (error) {
      reportFailure(this.#context.settings.issuer, endpoint, error)
      send(req, res, unavailable())
    }
    return true
  }

  /** Rejects where there is no key to sign with. */
  async ready(): Promise<void> {
    await this.#library.current()
  }

  async #serve(endpoint: EndpointName, req: IncomingMessage, res: ServerResponse): Promise<void> {
    const allowed = methodsOf(endpoint)
    if (!allowed.includes(req.method ?? '')) {
      const body = { error: 'invalid_request', error_description: `Use ${allowed[0]}` }
      send(req, res, answer(405, body, { Allow: allowed.join(', ') }))
    } else if (endpoint === 'jwks') this.#jwks.handler(req, res)
    else if (endpoint === 'discovery') {
      send(req, res, await new Patience().with(this.#discovery()))
    } else send(req, res, await this.#exchange(endpoint, req))
  }

  async #discovery(): Promise<Answer> {
    const { settings } = this.#context
    await settings.keys.ready?.()
    const algorithms = settings.keys.publicKeys().flatMap(({ alg }) => alg ?? [])
    const document = discoveryDocument(settings, [...new Set(algorithms)])
    return { status: 200, headers: { 'Cache-Control': 'public, max-age=300' }, body: document }
  }

  async #exchange(endpoint: EndpointName, req: IncomingMessage): Promise<Answer> {
    const { settings } = this.#context
    try {
      const form = await readForm(req)
      checkCredentials(req, form, settings.issuer)
      if (endpoint === 'backchannel') checkSignedRequest(form)
      if (endpoint === 'token') checkTokenRequest(form)
      const exchange = new Exchange(endpoint, req)
      return await exchange.patience.with(this.#answer(exchange, form.text))
    } catch (error) {
      if (error instanceof Refusal) return error.answer()
      throw error
    }
  }

  async #answer(exchange: Exchange, form: string): Promise<Answer> {
    const { handle } = await this.#library.current()
    const inner = innerRequest(this.#context.settings, exchange, form)
    await handle(inner.req, inner.res)
    return this.#answers.of(exchange)
  }

  /** Looked up once for a request: what it may do does not change on the way. */
  async #findClient(id: string): Promise<ClientMetadata | undefined> {
    const exchange = findExchange(Provider.ctx)
    const client = exchange?.clients.get(id) ?? (await this.#context.client(id))
    if (!client) return undefined
    exchange?.clients.set(id, client)
    return clientMetadata(client, () => exchange && this.#certificates?.of(exchange.request))
  }
}
