/** What it means that the verifier leaves a key out. */
export interface KeyProblem {
  /** `unused`: as it should be, for a key that is not for us. `wrong`: nobody meant that. */
  readonly verdict: 'unused' | 'wrong'
  readonly text: string
  readonly reference: string
  readonly fix?: string
}

const NEW_KEY = 'Make a new key: countersign keys generate.'

/** By the words of the verifier. */
const PROBLEMS: Readonly<Record<string, KeyProblem>> = {
  'no object': { verdict: 'wrong', text: 'It is no JSON object.', reference: 'RFC 7517 §5' },
  'private or symmetric': {
    verdict: 'wrong',
    text: 'It holds a private or a symmetric key: whoever reads the set can sign with it.',
    reference: 'RFC 7517 §9.2',
    fix: 'Take it out, and never use the key again. Publish public halves only.',
  },
  'malformed kid': { verdict: 'wrong', text: 'Its kid is no string.', reference: 'RFC 7517 §4.5' },
  'not for signatures (use)': {
    verdict: 'unused',
    text: 'Its use is not "sig".',
    reference: 'RFC 7517 §4.2',
  },
  'not for verification (key_ops)': {
    verdict: 'unused',
    text: 'Its key_ops do not hold "verify", or are no list of different operations.',
    reference: 'RFC 7517 §4.3',
  },
  'malformed ext': { verdict: 'wrong', text: 'Its ext is no boolean.', reference: 'Web Crypto' },
  'unsupported kty': {
    verdict: 'unused',
    text: 'Its kty is none of RSA, EC, OKP and AKP.',
    reference: 'RFC 7517 §5',
  },
  'unsupported crv': {
    verdict: 'unused',
    text: 'Its curve is none of P-256, P-384, P-521 and Ed25519.',
    reference: 'RFC 7517 §5',
  },
  'unsupported alg': {
    verdict: 'unused',
    text: 'Its alg is none that tokens are verified with.',
    reference: 'RFC 7517 §4.4',
  },
  'alg of another key type': {
    verdict: 'wrong',
    text: 'Its alg is for keys of another type or curve.',
    reference: 'RFC 7518 §3.1',
    fix: 'Correct the alg, or leave it out.',
  },
  'weak exponent': {
    verdict: 'wrong',
    text: 'Its public exponent is even, or below 3: anybody can sign for it.',
    reference: 'RFC 8017 §3.1',
    fix: NEW_KEY,
  },
  'modulus too short': {
    verdict: 'wrong',
    text: 'Its modulus has less than 2048 bits.',
    reference: 'RFC 7518 §3.3',
    fix: NEW_KEY,
  },
  'not a point of the curve': {
    verdict: 'wrong',
    text: 'Its point is not on its curve.',
    reference: 'RFC 7518 §6.2.1',
    fix: NEW_KEY,
  },
  'point of small order': {
    verdict: 'wrong',
    text: 'Its point is of small order: one signature fits every message.',
    reference: 'RFC 8032 §8.6',
    fix: NEW_KEY,
  },
  'blank key': {
    verdict: 'wrong',
    text: 'Its key is memory that nobody wrote to: anybody can sign for it.',
    reference: 'FIPS 204 §5.3',
    fix: NEW_KEY,
  },
  'AKP without alg': {
    verdict: 'wrong',
    text: 'A key of this type needs an alg.',
    reference: 'RFC 9964 §3',
  },
  'AKP takes Node 24.6 or later': {
    verdict: 'unused',
    text: 'ML-DSA takes Node 24.6 or later; this one is older.',
    reference: 'RFC 9964 §3',
  },
  'beyond the limit of keys': {
    verdict: 'wrong',
    text: 'This key and all after it are not read: a verifier takes 1000.',
    reference: 'limits.jwksKeys',
  },
}

export function keyProblem(words: string): KeyProblem {
  const known = Object.hasOwn(PROBLEMS, words) ? PROBLEMS[words] : undefined
  return (
    known ?? { verdict: 'wrong', text: `It cannot be read: ${words}.`, reference: 'RFC 7518 §6' }
  )
}
