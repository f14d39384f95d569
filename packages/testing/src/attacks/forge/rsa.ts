import { createHash, generatePrimeSync, type JsonWebKey } from 'node:crypto'
import { element, objectIdentifier, sequence } from '../../x509/der.js'
import { cubeRoot, modularInverse, modularPower, toBytes, toNumber } from './numbers.js'

/** An RSA key that no library generates, and that signs all the same. */
export interface OddRsaKey {
  readonly publicJwk: JsonWebKey & { readonly kty: 'RSA' }
  /** An RS256 signature; `undefined` where this message has none under the key's exponent. */
  sign(message: string): Buffer | undefined
}

const PRIME_BITS = 512

/**
 * A key with an odd exponent. The modulus has many small primes, so that any size is quick; it may
 * be some bits shorter than asked for.
 */
export function createOddRsaKey(bits: number, exponent: bigint): OddRsaKey {
  const primes = distinctPrimes(bits, (prime) => prime % exponent !== 1n || exponent === 1n)
  const root = (value: bigint, prime: bigint): bigint =>
    modularPower(value, modularInverse(exponent, prime - 1n), prime)
  return oddRsaKey(primes, exponent, root)
}

/** A key with exponent 2: it signs by square roots, which few messages have. */
export function createSquareRsaKey(bits: number): OddRsaKey {
  const primes = distinctPrimes(bits, () => true, { add: 4n, rem: 3n })
  return oddRsaKey(primes, 2n, squareRoot)
}

// For primes that are 3 modulo 4.
function squareRoot(value: bigint, prime: bigint): bigint {
  return modularPower(value, (prime + 1n) / 4n, prime)
}

/**
 * What a verifier takes that stops reading after the digest: a perfect cube that starts like a
 * padded digest and ends in garbage. Made without a private key, for exponent 3.
 */
export function cubeForgery(message: string, length: number): Buffer {
  const start = Buffer.concat([Buffer.from('0001ffffffffffffffff00', 'hex'), digestInfo(message)])
  const highest = Buffer.concat([start, Buffer.alloc(length - start.length, 0xff)])
  return toBytes(cubeRoot(toNumber(highest)), length)
}

function oddRsaKey(
  primes: readonly bigint[],
  exponent: bigint,
  root: (value: bigint, prime: bigint) => bigint,
): OddRsaKey {
  const modulus = primes.reduce((product, prime) => product * prime, 1n)
  const length = toBytes(modulus).length
  const publicJwk = { kty: 'RSA', n: base64url(modulus), e: base64url(exponent) } as const
  const sign = (message: string): Buffer | undefined => {
    const padded = toNumber(paddedDigest(message, length))
    const signature = primes.reduce((sum, prime) => {
      const cofactor = modulus / prime
      return sum + root(padded, prime) * cofactor * modularInverse(cofactor, prime)
    }, 0n)
    const verifies = modularPower(signature, exponent, modulus) === padded
    return verifies ? toBytes(signature % modulus, length) : undefined
  }
  return { publicJwk, sign }
}

function distinctPrimes(
  bits: number,
  fits: (prime: bigint) => boolean,
  options: { add?: bigint; rem?: bigint } = {},
): bigint[] {
  const primes = new Set<bigint>()
  while (primes.size < bits / PRIME_BITS) {
    const prime = generatePrimeSync(PRIME_BITS, { ...options, bigint: true })
    if (fits(prime)) primes.add(prime)
  }
  return [...primes]
}

// EMSA-PKCS1-v1_5 of RFC 8017 §9.2 with SHA-256.
function paddedDigest(message: string, length: number): Buffer {
  const info = digestInfo(message)
  const filler = Buffer.alloc(length - info.length - 3, 0xff)
  return Buffer.concat([Buffer.from([0, 1]), filler, Buffer.alloc(1), info])
}

function digestInfo(message: string): Buffer {
  const sha256 = sequence(objectIdentifier('2.16.840.1.101.3.4.2.1'), element(0x05))
  return sequence(sha256, element(0x04, createHash('sha256').update(message).digest()))
}

function base64url(value: bigint): string {
  return toBytes(value).toString('base64url')
}
