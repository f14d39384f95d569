import type { EndpointRequest } from '../http/endpoint-request.js'
import { ProtocolError } from '../endpoints/protocol-error.js'
import type { Form } from '../http/form.js'
import { verifyClientAssertion, type AssertionContext } from './client-assertion.js'
import type { ClientRegistry } from './client-registry.js'
import { isSecret } from './client-secret.js'
import { presentedCredentials } from './credentials.js'
import type { RegisteredClient } from './registered-client.js'

/**
 * The client that sends a request, authenticated in the way that it is registered with; or, where it is
 * registered as public, named. Whether there is no such client or the secret is wrong looks the same,
 * and takes as long. Throws a ProtocolError.
 */
export async function authenticateClient(
  request: EndpointRequest,
  form: Form,
  clients: ClientRegistry,
  context: AssertionContext,
): Promise<RegisteredClient> {
  const presented = presentedCredentials(request, form)
  const client = await clients(presented.clientId)
  const credential = client?.credential
  if (presented.kind === 'secret') {
    const hashes = credential?.kind === 'secret' ? credential.hashes : []
    if (isSecret(presented.secret, hashes) && client) return client
  }
  if (presented.kind === 'assertion' && client && credential?.kind === 'keys') {
    const { clientId } = client
    const keys = { clientId, jwks: credential.jwks }
    await verifyClientAssertion(presented.assertion, keys, context)
    return client
  }
  if (presented.kind === 'none' && client && credential?.kind === 'none') return client
  throw new ProtocolError('invalid_client', 'The client could not be authenticated')
}
