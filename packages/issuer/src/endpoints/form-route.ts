import { tell } from '../channels.js'
import { authenticateClient } from '../clients/authenticate-client.js'
import type { RegisteredClient } from '../clients/registered-client.js'
import { GrantError } from '../grant-error.js'
import type { EndpointRequest, EndpointResponse } from '../http/endpoint-request.js'
import { readForm, type Form } from '../http/form.js'
import type { Settings } from '../settings.js'
import type { EndpointName } from './endpoint-options.js'
import { ProtocolError } from './protocol-error.js'
import { json, NO_STORE, unavailable } from './responses.js'

/** A request to an endpoint, and the client that sends it. */
export interface ClientRequest {
  readonly settings: Settings
  readonly request: EndpointRequest
  readonly form: Form
  /** Authenticated, unless it is a public one. */
  readonly client: RegisteredClient
}

/** Serves an endpoint that takes a form from a client, and answers what goes wrong (RFC 6749 §5.2). */
export function formRoute(
  settings: Settings,
  endpoint: EndpointName,
  handle: (request: ClientRequest) => Promise<EndpointResponse>,
): (request: EndpointRequest) => Promise<EndpointResponse> {
  const { issuer, clients, isFirstUse, clock, urls } = settings
  const audiences = [issuer, urls.token.url, urls.revocation.url, urls.introspection.url]
  const context = { audiences, isFirstUse, clock }
  return async (request) => {
    if (request.method !== 'POST') return { status: 405, headers: { ...NO_STORE, Allow: 'POST' } }
    let client: RegisteredClient | undefined
    try {
      const form = await readForm(request)
      client = await authenticateClient(request, form, clients, context)
      return await handle({ settings, request, form, client })
    } catch (error) {
      if (error instanceof GrantError && client) {
        const { clientId } = client
        const { code, reason } = error
        tell({ event: 'refused', issuer, endpoint, clientId, code, reason })
      }
      if (error instanceof ProtocolError || error instanceof GrantError) return refusal(error)
      tell({ event: 'failed', issuer, endpoint, error })
      return unavailable()
    }
  }
}

function refusal(error: ProtocolError | GrantError): EndpointResponse {
  const status = error instanceof ProtocolError ? error.status : 400
  const body = { error: error.code, error_description: error.message }
  // RFC 9110 §15.5.2: a 401 says how to authenticate.
  return json(status, body, status === 401 ? { 'WWW-Authenticate': 'Basic realm="oauth"' } : {})
}
