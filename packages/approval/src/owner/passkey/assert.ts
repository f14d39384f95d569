import { generateAuthenticationOptions, verifyAuthenticationResponse } from '@simplewebauthn/server'
import type { AuthenticationResponseJSON } from '@simplewebauthn/server'
import { isoBase64URL } from '@simplewebauthn/server/helpers'
import type { Device } from '../../directory/directory.js'
import type { Settings } from '../../settings.js'
import { isTopLevel } from './client-data.js'
import { userHandle } from './user-handle.js'

/** What a browser shows a passkey by: that of the device, or, without one, whichever the owner picks. */
export async function requestOptions(
  settings: Settings,
  { challenge, timeout, device }: { challenge: string; timeout: number; device?: Device },
): Promise<object> {
  return generateAuthenticationOptions({
    rpID: settings.rpId,
    challenge: isoBase64URL.toBuffer(challenge),
    timeout: timeout * 1_000,
    userVerification: 'required',
    ...(device && {
      allowCredentials: [
        { id: device.passkey.credentialId, transports: [...device.passkey.transports] },
      ],
    }),
  })
}

/**
 * The counter of a passkey of this device that was shown for this challenge; `undefined`: it is another one,
 * or another question.
 */
export async function verifiedCounter(
  settings: Settings,
  device: Device,
  { response, challenge }: { response: AuthenticationResponseJSON; challenge: string },
): Promise<number | undefined> {
  const { credentialId, publicKey } = device.passkey
  const { clientDataJSON, userHandle: handle } = response.response
  try {
    if (response.id !== credentialId || !isTopLevel(clientDataJSON)) return undefined
    const own = Buffer.from(userHandle(settings, device.subject)).toString('base64url')
    if (handle !== undefined && handle !== own) return undefined
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response,
      expectedChallenge: challenge,
      expectedOrigin: settings.origin,
      expectedRPID: settings.rpId,
      requireUserVerification: true,
      // The directory compares counters, in one step for all instances.
      credential: { id: credentialId, publicKey: Uint8Array.from(publicKey), counter: 0 },
    })
    return verified ? authenticationInfo.newCounter : undefined
  } catch {
    // It throws for whatever is wrong with it.
    return undefined
  }
}
