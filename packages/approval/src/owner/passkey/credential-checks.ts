import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server'
import { anyMembers, list, members, nullable, oneOf, optional, text, whole } from '../schema.js'
import type { Check } from '../schema.js'

const BASE64URL = /^[\w-]+$/

/** A credential id has at most 1 023 bytes (WebAuthn §4). */
const credentialId = text(16, 1_364, BASE64URL)
const bytes = text(1, 24_000, BASE64URL)
const type = oneOf('public-key')
const attachment = optional(nullable(oneOf('platform', 'cross-platform')))

const registration = members({
  id: credentialId,
  rawId: credentialId,
  type,
  authenticatorAttachment: attachment,
  clientExtensionResults: anyMembers,
  response: members({
    clientDataJSON: bytes,
    attestationObject: bytes,
    transports: optional(list(text(0, 40), 0, 16)),
    // Said again apart from the attestation, and not looked at.
    publicKeyAlgorithm: optional(whole(-70_000, 70_000)),
    publicKey: optional(nullable(bytes)),
    authenticatorData: optional(bytes),
  }),
})

const assertion = members({
  id: credentialId,
  rawId: credentialId,
  type,
  authenticatorAttachment: attachment,
  clientExtensionResults: anyMembers,
  response: members({
    clientDataJSON: bytes,
    authenticatorData: bytes,
    signature: bytes,
    userHandle: optional(nullable(text(1, 88, BASE64URL))),
  }),
})

/** What `startRegistration` of the page gives; of it, what is verified. */
export const newCredential: Check<RegistrationResponseJSON> = (value) => {
  const { id, rawId, type, response } = registration(value)
  const { clientDataJSON, attestationObject, transports = [] } = response
  return {
    id,
    rawId,
    type,
    clientExtensionResults: {},
    response: { clientDataJSON, attestationObject, transports: [...transports] },
  }
}

/** What `startAuthentication` of the page gives; of it, what is verified. */
export const shownCredential: Check<AuthenticationResponseJSON> = (value) => {
  const { id, rawId, type, response } = assertion(value)
  const { clientDataJSON, authenticatorData, signature, userHandle } = response
  return {
    id,
    rawId,
    type,
    clientExtensionResults: {},
    response: {
      clientDataJSON,
      authenticatorData,
      signature,
      ...(typeof userHandle === 'string' && { userHandle }),
    },
  }
}
