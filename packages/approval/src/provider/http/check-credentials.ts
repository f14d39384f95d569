import type { IncomingMessage } from 'node:http'
import { Refusal } from './refusal.js'
import type { Form } from './read-form.js'

/** What may stand beside a signed request (CIBA §7.1.1): nothing that it could say itself. */
const OUTSIDE = new Set(['client_assertion', 'client_assertion_type', 'client_id', 'request'])

/** Turns away who does not even try to say who they are, or does so in a way that is not offered. Throws a Refusal. */
export function checkCredentials({ headers }: IncomingMessage, form: Form, issuer: string): void {
  if (headers.authorization !== undefined) {
    // RFC 6749 §5.2: the scheme that was tried is named, although it leads nowhere.
    const challenge = { 'WWW-Authenticate': `Basic realm="${issuer}"` }
    throw new Refusal(
      'invalid_client',
      'Clients prove who they are by an assertion or a certificate',
      {
        headers: challenge,
      },
    )
  }
  if (!form.has('client_id') && !form.has('client_assertion')) {
    throw new Refusal('invalid_client', 'The client has not proven who it is')
  }
}

/** What a signed request says, nothing may stand beside. Throws a Refusal. */
export function checkSignedRequest(form: Form): void {
  if (!form.has('request')) return
  if (form.names.some((name) => !OUTSIDE.has(name))) {
    throw new Refusal('invalid_request', 'Parameters must not stand beside a signed request')
  }
}

/** What was granted is carried over whole: to ask for a part of it (RFC 9396 §6) is not offered. Throws a Refusal. */
export function checkTokenRequest(form: Form): void {
  if (form.has('authorization_details')) {
    throw new Refusal('invalid_request', 'authorization_details are for the backchannel endpoint')
  }
}
