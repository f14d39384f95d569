import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto'
import { cbor, type CborValue } from './cbor.js'
import type {
  AttestedPasskey,
  PasskeyAnswer,
  PasskeyAssertion,
  PasskeyAttestation,
  PasskeyDeviations,
  TestPasskey,
} from './passkey-types.js'

/** Makes a passkey with a new key. */
export function createTestPasskey(): TestPasskey {
  return new SoftwarePasskey()
}

/** Credential data follow (WebAuthn §6.1). */
const ATTESTED = 0x40
const PRESENT = 0x01
const VERIFIED = 0x04
/** Bytes of an uncompressed point on P-256, at the end of what says that it is one. */
const POINT = 65

class SoftwarePasskey implements TestPasskey {
  readonly #credentialId = randomBytes(32)
  readonly #keys: { readonly publicKey: KeyObject; readonly privateKey: KeyObject }
  #userHandle = ''
  #counter = 0

  constructor() {
    this.#keys = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  }

  get credentialId(): string {
    return this.#credentialId.toString('base64url')
  }

  get counter(): number {
    return this.#counter
  }

  create(
    options: object,
    origin: string,
    deviations: PasskeyDeviations = {},
  ): PasskeyAnswer<PasskeyAttestation> {
    const { challenge, rp, user } = options as CreationOptions
    this.#userHandle = user.id
    const { format = 'none', statement = () => new Map<string, CborValue>() } = deviations
    const clientDataJSON = clientData('webauthn.create', challenge, origin, deviations)
    const authData = Buffer.concat([
      this.#authenticatorData(rp.id, ATTESTED, deviations),
      Buffer.alloc(16),
      Buffer.from([0, this.#credentialId.length]),
      this.#credentialId,
      this.#coseKey(deviations.algorithm ?? -7),
    ])
    const attestation = new Map<string, CborValue>([
      ['fmt', format],
      ['attStmt', statement(this.#attested(authData, clientDataJSON))],
      ['authData', authData],
    ])
    return {
      ...this.#envelope(),
      clientExtensionResults: { credProps: { rk: true } },
      response: {
        clientDataJSON,
        attestationObject: cbor(attestation).toString('base64url'),
        transports: ['internal', 'hybrid'],
        publicKeyAlgorithm: -7,
      },
    }
  }

  get(
    options: object,
    origin: string,
    deviations: PasskeyDeviations = {},
  ): PasskeyAnswer<PasskeyAssertion> {
    const { challenge, rpId } = options as RequestOptions
    const authData = this.#authenticatorData(rpId, 0, deviations)
    const clientDataJSON = clientData('webauthn.get', challenge, origin, deviations)
    const hash = sha256(Buffer.from(clientDataJSON, 'base64url'))
    const signature = sign('sha256', Buffer.concat([authData, hash]), this.#keys.privateKey)
    const userHandle = 'userHandle' in deviations ? deviations.userHandle : this.#userHandle
    return {
      ...this.#envelope(),
      clientExtensionResults: {},
      response: {
        clientDataJSON,
        authenticatorData: authData.toString('base64url'),
        signature: signature.toString('base64url'),
        ...(userHandle !== undefined && { userHandle }),
      },
    }
  }

  #envelope(): Pick<PasskeyAnswer<never>, 'id' | 'rawId' | 'type' | 'authenticatorAttachment'> {
    const id = this.credentialId
    return { id, rawId: id, type: 'public-key', authenticatorAttachment: 'platform' }
  }

  #authenticatorData(rpId: string, flags: number, deviations: PasskeyDeviations): Buffer {
    const { userPresent = true, userVerified = true, counter = this.#counter + 1 } = deviations
    this.#counter = counter
    const rest = Buffer.alloc(5)
    rest[0] = flags | (userPresent ? PRESENT : 0) | (userVerified ? VERIFIED : 0)
    rest.writeUInt32BE(counter, 1)
    return Buffer.concat([sha256(deviations.rpId ?? rpId), rest])
  }

  #attested(authData: Buffer, clientDataJSON: string): AttestedPasskey {
    return {
      authData,
      clientDataHash: sha256(Buffer.from(clientDataJSON, 'base64url')),
      credentialId: this.#credentialId,
      point: this.#point(),
      privateKey: this.#keys.privateKey,
    }
  }

  #point(): Buffer {
    return this.#keys.publicKey.export({ format: 'der', type: 'spki' }).subarray(-POINT)
  }

  #coseKey(algorithm: number): Buffer {
    const point = this.#point()
    return cbor(
      new Map<number, CborValue>([
        [1, 2],
        [3, algorithm],
        [-1, 1],
        [-2, point.subarray(1, 33)],
        [-3, point.subarray(33)],
      ]),
    )
  }
}

interface CreationOptions {
  readonly challenge: string
  readonly rp: { readonly id: string }
  readonly user: { readonly id: string }
}

interface RequestOptions {
  readonly challenge: string
  readonly rpId: string
}

function clientData(
  type: string,
  challenge: string,
  origin: string,
  deviations: PasskeyDeviations,
): string {
  const { crossOrigin = false } = deviations
  const data = {
    type: deviations.type ?? type,
    challenge: deviations.challenge ?? challenge,
    origin: deviations.origin ?? origin,
    crossOrigin,
  }
  return Buffer.from(JSON.stringify(data)).toString('base64url')
}

function sha256(data: string | Buffer): Buffer {
  return createHash('sha256').update(data).digest()
}
