import { decodeJwt } from 'jose'
import type { EndpointRequest } from '../http/endpoint-request.js'
import { ProtocolError } from '../endpoints/protocol-error.js'
import type { Form } from '../http/form.js'

/** What a request says about who sends it, not checked yet. */
export type PresentedCredentials =
  | { readonly kind: 'secret'; readonly clientId: string; readonly secret: string }
  | { readonly kind: 'assertion'; readonly clientId: string; readonly assertion: string }
  | { readonly kind: 'none'; readonly clientId: string }

const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/**
 * Reads how the client authenticates itself: in one way, or not at all (RFC 6749 §2.3). Two ways are
 * refused, because one of them would go unchecked.
 */
export function presentedCredentials(request: EndpointRequest, form: Form): PresentedCredentials {
  const header = authorizationOf(request)
  const clientId = form.one('client_id')
  const secret = form.one('client_secret')
  const assertion = form.one('client_assertion')
  const type = form.one('client_assertion_type')
  const ways = [header, secret, assertion ?? type].filter((way) => way !== undefined)
  if (ways.length > 1) {
    throw new ProtocolError('invalid_request', 'The client must authenticate itself in one way')
  }
  if (header !== undefined) return named(basicCredentials(header), clientId)
  if (assertion !== undefined || type !== undefined) {
    if (assertion === undefined || type !== JWT_BEARER) {
      throw new ProtocolError('invalid_client', 'The client assertion is of no type that is taken')
    }
    return named({ kind: 'assertion', clientId: subjectOf(assertion), assertion }, clientId)
  }
  if (clientId === undefined) {
    throw new ProtocolError('invalid_client', 'The client must authenticate itself')
  }
  return secret === undefined ? { kind: 'none', clientId } : { kind: 'secret', clientId, secret }
}

function authorizationOf({ headers }: EndpointRequest): string | undefined {
  const { authorization } = headers
  if (authorization === undefined || typeof authorization === 'string') return authorization
  throw new ProtocolError('invalid_request', 'The request must have one Authorization header')
}

/** Refuses a form that names another client than the credentials do. */
function named(
  credentials: PresentedCredentials,
  clientId: string | undefined,
): PresentedCredentials {
  if (clientId === undefined || clientId === credentials.clientId) return credentials
  throw new ProtocolError('invalid_request', 'The client_id is not the one that is authenticated')
}

/** `client_secret_basic`: both parts are form-encoded, before base64 (RFC 6749 §2.3.1). */
function basicCredentials(header: string): PresentedCredentials {
  const [, encoded] = /^basic +([A-Za-z0-9+/]+={0,2})$/i.exec(header) ?? []
  const text = encoded === undefined ? undefined : Buffer.from(encoded, 'base64').toString()
  const colon = text?.indexOf(':') ?? -1
  const clientId = text && formDecoded(text.slice(0, Math.max(colon, 0)))
  const secret = text && formDecoded(text.slice(colon + 1))
  if (colon < 1 || !clientId || !secret) {
    throw new ProtocolError('invalid_client', 'The Authorization header is malformed')
  }
  return { kind: 'secret', clientId, secret }
}

function formDecoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return undefined
  }
}

/** Whom an assertion says it is from. Unverified: it only finds the keys to verify it by. */
function subjectOf(assertion: string): string {
  try {
    const { sub } = decodeJwt(assertion)
    if (typeof sub === 'string') return sub
  } catch {
    // Told below.
  }
  throw new ProtocolError('invalid_client', 'The client assertion is malformed')
}
