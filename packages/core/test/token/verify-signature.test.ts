import type { KeyObject } from 'node:crypto'
import { encodeSegment, signCompact, type SignCompactOptions } from '@countersign/testing'
import { describe, expect, it } from 'vitest'
import { ALL_ALGORITHMS, POST_QUANTUM_ALGORITHMS, type Algorithm } from '../../src/index.js'
import { ALGORITHMS, isPostQuantum } from '../../src/algorithms.js'
import { importVerificationKey, type VerificationKey } from '../../src/keys/verification-key.js'
import { parsed } from '../support/parsed.js'
import { isSignedBy } from '../../src/token/verify-signature.js'
import { mlDsaPair, nodeHasMlDsa } from '../support/ml-dsa.js'
import { bytesOf, numberOf, reversed } from '../support/numbers.js'
import { keyPair } from '@countersign/testing'

interface Pair {
  readonly privateKey: KeyObject
  readonly key: VerificationKey
}

const paired = ({
  privateKey,
  publicKey,
}: Record<'privateKey' | 'publicKey', KeyObject>): Pair => ({
  privateKey,
  key: importVerificationKey(publicKey.export({ format: 'jwk' })),
})
const rsa = paired(keyPair('rsa', { modulusLength: 2048 }))
const p256 = paired(keyPair('ec', { namedCurve: 'P-256' }))
const p384 = paired(keyPair('ec', { namedCurve: 'P-384' }))
const p521 = paired(keyPair('ec', { namedCurve: 'P-521' }))
const ed25519 = paired(keyPair('ed25519'))

const algorithms = [...ALL_ALGORITHMS, ...(nodeHasMlDsa ? POST_QUANTUM_ALGORITHMS : [])]
const pairs: Readonly<Partial<Record<Algorithm, Pair>>> = {
  RS256: rsa,
  RS384: rsa,
  RS512: rsa,
  PS256: rsa,
  PS384: rsa,
  PS512: rsa,
  ES256: p256,
  ES384: p384,
  ES512: p521,
  EdDSA: ed25519,
  Ed25519: ed25519,
  ...Object.fromEntries(
    algorithms.filter(isPostQuantum).map((algorithm) => [algorithm, paired(mlDsaPair(algorithm))]),
  ),
}

function pairOf(algorithm: Algorithm): Pair {
  const pair = pairs[algorithm]
  if (!pair) throw new Error(`no key for ${algorithm}`)
  return pair
}

const payload = { iss: 'https://id.example' }

/** Whether a token is taken that says `alg`, and is signed by what the options say. */
function isTaken(
  alg: Algorithm,
  options: Partial<SignCompactOptions> = {},
  change: (signature: Buffer) => Buffer = (signature) => signature,
): boolean {
  const { privateKey, key } = pairOf(alg)
  const signed = signCompact({
    header: { alg },
    payload,
    key: privateKey,
    algorithm: alg,
    ...options,
  })
  const [header, body, signature = ''] = signed.split('.')
  const changed = encodeSegment(change(Buffer.from(signature, 'base64url')))
  return isSigned(key, `${header}.${body}.${changed}`)
}

function isSigned(key: Parameters<typeof isSignedBy>[0], token: string): boolean {
  const unverified = parsed(token)
  return isSignedBy(key, unverified.header.algorithm, unverified)
}

function flipped(signature: Buffer): Buffer {
  const copy = Buffer.from(signature)
  copy.writeUInt8(copy.readUInt8(copy.length >> 1) ^ 1, copy.length >> 1)
  return copy
}

describe.each(algorithms)('%s', (alg) => {
  it('takes a signature of its own', () => {
    expect(isTaken(alg)).toBe(true)
  })

  it('refuses a signature over anything else', () => {
    const { privateKey, key } = pairOf(alg)
    const [header, , signature] = signCompact({
      header: { alg },
      payload,
      key: privateKey,
      algorithm: alg,
    }).split('.')
    const other = encodeSegment({ iss: 'https://id.example', admin: true })
    expect(isSigned(key, `${header}.${other}.${signature}`)).toBe(false)
  })

  it('refuses every length but the right one, and an empty signature', () => {
    const changes: readonly ((signature: Buffer) => Buffer)[] = [
      (signature) => signature.subarray(1),
      (signature) => signature.subarray(0, -1),
      (signature) => Buffer.concat([signature, Buffer.alloc(1)]),
      (signature) => Buffer.concat([Buffer.alloc(1), signature]),
      (signature) => Buffer.concat([signature, signature]),
      () => Buffer.alloc(0),
    ]
    for (const change of changes) {
      expect(isTaken(alg, {}, change)).toBe(false)
    }
  })

  it('refuses a signature of one flipped bit, of zeros, of ones', () => {
    expect(isTaken(alg, {}, flipped)).toBe(false)
    expect(isTaken(alg, {}, ({ length }) => Buffer.alloc(length))).toBe(false)
    expect(isTaken(alg, {}, ({ length }) => Buffer.alloc(length, 255))).toBe(false)
  })
})

describe('a signature of another algorithm', () => {
  const families: readonly (readonly Algorithm[])[] = [
    ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
    ['ES256', 'ES384', 'ES512'],
  ]

  it.each(
    families.flatMap((family) => family.flatMap((said) => family.map((made) => [said, made]))),
  )('is refused: said %s, made by %s', (said, made) => {
    expect(isTaken(said, { algorithm: made })).toBe(said === made)
  })

  it
    .runIf(nodeHasMlDsa)
    .each(
      POST_QUANTUM_ALGORITHMS.flatMap((said) =>
        POST_QUANTUM_ALGORITHMS.filter((made) => made !== said).map(
          (made) => [said, made] as const,
        ),
      ),
    )('is refused, at its own length or cut to fit: said %s, made by %s', (said, made) => {
    const options = { key: pairOf(made).privateKey, algorithm: made }
    const length = ALGORITHMS[said].signatureBytes ?? 0
    expect(isTaken(said, options)).toBe(false)
    const cut = (signature: Buffer): Buffer => Buffer.concat([signature, signature], length)
    expect(isTaken(said, options, cut)).toBe(false)
  })

  it.each([0, 1, 20, 31, 33, 222])('is refused: PS256 with %i bytes of salt', (saltLength) => {
    expect(isTaken('PS256', { saltLength })).toBe(false)
  })

  it('is refused: ECDSA in DER', () => {
    expect(isTaken('ES256', { dsaEncoding: 'der' })).toBe(false)
  })
})

// FIPS 186-4 D.1.2.3: the order of P-256.
const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n

/** Changes the two numbers of an ES256 signature. */
function rebuilt(
  change: (r: bigint, s: bigint) => readonly [bigint, bigint],
): (signature: Buffer) => Buffer {
  return (signature) => {
    const numbers = change(numberOf(signature.subarray(0, 32)), numberOf(signature.subarray(32)))
    return Buffer.concat(numbers.map((value) => bytesOf(value, 32)))
  }
}

describe('ECDSA', () => {
  it.each([
    ['r = 0', rebuilt((_, s) => [0n, s])],
    ['s = 0', rebuilt((r) => [r, 0n])],
    ['r = n', rebuilt((_, s) => [order, s])],
    ['s = n', rebuilt((r) => [r, order])],
    ['r and s exchanged', rebuilt((r, s) => [s, r])],
    ['-r', rebuilt((r, s) => [order - r, s])],
  ])('refuses %s', (_, change) => {
    expect(isTaken('ES256', {}, change)).toBe(false)
  })

  it('takes the twin with -s, which is legal: a token is no identity, its `jti` is', () => {
    const twin = rebuilt((r, s) => [r, order - s])
    expect(isTaken('ES256', {}, twin)).toBe(true)
  })
})

// RFC 8032 §5.1: the order of the base point of edwards25519.
const baseOrder = 2n ** 252n + 27742317777372353535851937790883648493n

function notReduced(signature: Buffer): Buffer {
  const s = numberOf(reversed(signature.subarray(32))) + baseOrder
  return Buffer.concat([signature.subarray(0, 32), reversed(bytesOf(s, 32))])
}

it('refuses an Ed25519 signature whose S is not reduced', () => {
  expect(isTaken('Ed25519', {}, notReduced)).toBe(false)
})

it('refuses an RSA signature that has the modulus added', () => {
  const { n = '' } = rsa.key.publicKey.export({ format: 'jwk' })
  const modulus = numberOf(Buffer.from(n, 'base64url'))
  const tooLarge = (signature: Buffer): Buffer => bytesOf(numberOf(signature) + modulus, 256)
  expect(isTaken('RS256', {}, tooLarge)).toBe(false)
})
