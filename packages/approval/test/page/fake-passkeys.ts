import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
  type WebAuthnCredential,
} from '@simplewebauthn/server'

const RP = 'localhost'

/** Makes and checks real passkeys, one of each question. */
export class FakePasskeys {
  readonly #origin: string
  #challenge = ''
  #credentials: readonly WebAuthnCredential[] = []

  constructor(origin: string) {
    this.#origin = origin
  }

  async registration(): Promise<object> {
    const options = await generateRegistrationOptions({
      rpName: 'Test',
      rpID: RP,
      userName: 'ada',
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    })
    this.#challenge = options.challenge
    return options
  }

  async register(credential: unknown): Promise<boolean> {
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: credential as never,
      expectedChallenge: this.#challenge,
      expectedOrigin: this.#origin,
      expectedRPID: RP,
    })
    if (registrationInfo) this.#credentials = [...this.#credentials, registrationInfo.credential]
    return verified
  }

  async question(): Promise<object> {
    const options = await generateAuthenticationOptions({ rpID: RP, userVerification: 'required' })
    this.#challenge = options.challenge
    return options
  }

  async answers(credential: unknown): Promise<boolean> {
    const { id } = credential as { id: string }
    const known = this.#credentials.find((one) => one.id === id)
    if (!known) return false
    const { verified } = await verifyAuthenticationResponse({
      response: credential as never,
      expectedChallenge: this.#challenge,
      expectedOrigin: this.#origin,
      expectedRPID: RP,
      credential: known,
    })
    return verified
  }
}
