import {
  createTestPasskey,
  type PasskeyAnswer,
  type PasskeyAssertion,
  type PasskeyAttestation,
  type PasskeyDeviations,
  type TestPasskey,
} from '@countersign/testing'

/** A phone with one passkey, whose browser is on the page of this origin. */
export class SoftwareAuthenticator {
  readonly #origin: string
  readonly #passkey: TestPasskey = createTestPasskey()

  constructor(origin: string) {
    this.#origin = origin
  }

  get credentialId(): string {
    return this.#passkey.credentialId
  }

  get counter(): number {
    return this.#passkey.counter
  }

  create(options: object, deviations?: PasskeyDeviations): PasskeyAnswer<PasskeyAttestation> {
    return this.#passkey.create(options, this.#origin, deviations)
  }

  get(options: object, deviations?: PasskeyDeviations): PasskeyAnswer<PasskeyAssertion> {
    return this.#passkey.get(options, this.#origin, deviations)
  }
}
