import { errors } from 'oidc-provider'

/**
 * What our own failure becomes for a client: a 503, never a 401 or a 400 that would be its fault. What went
 * wrong is the `cause`, and not in the answer.
 */
function unavailable(cause: unknown): errors.OIDCProviderError {
  const error = new errors.TemporarilyUnavailable('try again in a moment', {
    cause,
    // It would be the message of the cause otherwise.
    detail: 'the state or the register of clients cannot be asked',
  })
  // The library takes it for a client's fault.
  return Object.assign(error, { status: 503, statusCode: 503 })
}

/** What comes of it; what fails is {@link unavailable}, unless it is an answer for the client already. */
export async function orUnavailable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    throw cause instanceof errors.OIDCProviderError ? cause : unavailable(cause)
  }
}
