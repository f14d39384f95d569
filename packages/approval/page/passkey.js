// Passkeys of this device: made when it is paired, shown for everything that decides.
import {
  browserSupportsWebAuthn,
  startAuthentication,
  startRegistration,
} from './simplewebauthn/index.js'

/** Something that the owner can be told: nothing was made, or shown. */
export class PasskeyError extends Error {
  /**
   * @param {string} message
   * @param {unknown} [cause]
   */
  constructor(message, cause) {
    super(message, { cause })
    this.name = 'PasskeyError'
  }
}

/**
 * Makes a passkey. Rejects with a PasskeyError.
 *
 * @param {object} options
 */
export function createPasskey(options) {
  return attempt(
    () => startRegistration({ optionsJSON: /** @type {any} */ (options) }),
    'No passkey was made. You can try again.',
  )
}

/**
 * Answers a question with a passkey. Rejects with a PasskeyError.
 *
 * @param {object} options
 */
export function showPasskey(options) {
  return attempt(
    () => startAuthentication({ optionsJSON: /** @type {any} */ (options) }),
    'The passkey was not shown, so nothing has happened. You can try again.',
  )
}

/**
 * @template T
 * @param {() => Promise<T>} ceremony
 * @param {string} ended
 */
async function attempt(ceremony, ended) {
  if (!browserSupportsWebAuthn()) {
    throw new PasskeyError('This browser cannot use passkeys. Open the page in another one.')
  }
  try {
    return await ceremony()
  } catch (error) {
    throw new PasskeyError(wordsFor(error) ?? ended, error)
  }
}

/** @param {unknown} error */
function wordsFor(error) {
  if (!(error instanceof Error)) return undefined
  if (error.name === 'InvalidStateError') {
    return 'This device has a passkey for this account already. Sign in with it.'
  }
  return error.name === 'SecurityError'
    ? 'Passkeys work at the right address of this page only, and over a secure connection.'
    : undefined
}
