import { generateRegistrationOptions, verifyRegistrationResponse } from '@simplewebauthn/server'
import type { RegistrationResponseJSON } from '@simplewebauthn/server'
import { decodeAttestationObject, isoBase64URL } from '@simplewebauthn/server/helpers'
import type { Device, Passkey } from '../../directory/directory.js'
import type { Person } from '../../person.js'
import type { Settings } from '../../settings.js'
import { isTopLevel } from './client-data.js'
import { userHandle } from './user-handle.js'

/** COSE: ES256, EdDSA, RS256. */
const ALGORITHMS = [-7, -8, -257]

/** Bytes: an RSA key of 6 144 bits. What is larger only makes each sign-in slow. */
const LARGEST_KEY = 1_024

const TRANSPORTS = ['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb']

/** What a browser makes a passkey by: discoverable, and only after it has checked who holds the device. */
export async function creationOptions(
  settings: Settings,
  person: Person,
  { challenge, devices }: { readonly challenge: string; readonly devices: readonly Device[] },
): Promise<object> {
  const name = Array.from(person.name ?? person.email ?? settings.service)
    .slice(0, 64)
    .join('')
  return generateRegistrationOptions({
    rpName: settings.service,
    rpID: settings.rpId,
    userName: name,
    userDisplayName: name,
    userID: userHandle(settings, person.subject),
    challenge: isoBase64URL.toBuffer(challenge),
    timeout: 300_000,
    attestationType: 'none',
    excludeCredentials: devices.map(({ passkey }) => ({
      id: passkey.credentialId,
      transports: [...passkey.transports],
    })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    supportedAlgorithmIDs: ALGORITHMS,
  })
}

/** The passkey that was made for a challenge; `undefined`: this is none. */
export async function verifiedPasskey(
  settings: Settings,
  response: RegistrationResponseJSON,
  challenge: string,
): Promise<Passkey | undefined> {
  try {
    const { clientDataJSON, attestationObject } = response.response
    if (!isTopLevel(clientDataJSON) || !isUnattested(attestationObject)) return undefined
    const { registrationInfo } = await verifyRegistrationResponse({
      response,
      expectedChallenge: challenge,
      expectedOrigin: settings.origin,
      expectedRPID: settings.rpId,
      requireUserVerification: true,
      supportedAlgorithmIDs: ALGORITHMS,
    })
    if (!registrationInfo) return undefined
    const { credential, credentialBackedUp } = registrationInfo
    // The one that was attested, not the one that was said.
    if (credential.id !== response.id || credential.publicKey.byteLength > LARGEST_KEY)
      return undefined
    return {
      credentialId: credential.id,
      publicKey: credential.publicKey,
      counter: credential.counter,
      transports: TRANSPORTS.filter((name) => credential.transports?.includes(name)),
      backedUp: credentialBackedUp,
    }
  } catch {
    // It throws for whatever is wrong with it.
    return undefined
  }
}

/**
 * Whether nobody else vouches for it, as was asked for (WebAuthn §5.1.3, with self attestation). To look at a
 * certificate that a stranger has sent may mean to fetch what it points at.
 */
function isUnattested(attestationObject: string): boolean {
  const decoded = decodeAttestationObject(isoBase64URL.toBuffer(attestationObject))
  const format = decoded.get('fmt')
  return format === 'none' || (format === 'packed' && !decoded.get('attStmt').get('x5c'))
}
