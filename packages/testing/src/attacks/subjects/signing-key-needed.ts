/** Thrown when a subject of which no private key is known is asked to sign. */
export class SigningKeyNeeded extends Error {
  override readonly name: string = 'SigningKeyNeeded'

  constructor() {
    super('no private key is known for these tokens')
  }
}
