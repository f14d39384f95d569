import type { KeyObject } from 'node:crypto'
import { CommandError } from '../command-error.js'
import { publicJwk } from './key-texts.js'
import { judgeKeySet } from './judge-key-set.js'

/** RFC 7518 §3.3 sets the lower bound. */
const MIN_BITS = 2048

const CURVES: ReadonlyMap<string | undefined, string> = new Map([
  ['prime256v1', 'P-256'],
  ['secp384r1', 'P-384'],
  ['secp521r1', 'P-521'],
])

const HINT = 'Make another one: countersign keys generate.'

/** Refuses a key that nobody should use. Throws a CommandError that says why. */
export async function assertStrong(key: KeyObject): Promise<void> {
  const problem = problemOf(key) ?? (await problemOfCore(key))
  if (problem !== undefined) throw new CommandError(problem, { hint: HINT })
}

function problemOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): string | undefined {
  const { modulusLength = 0, namedCurve } = asymmetricKeyDetails ?? {}
  switch (asymmetricKeyType) {
    case 'rsa':
      return modulusLength < MIN_BITS
        ? `An RSA key of ${modulusLength} bits is too short: 2048 at least (RFC 7518 §3.3)`
        : undefined
    case 'ec':
      return CURVES.has(namedCurve)
        ? undefined
        : `The curve ${namedCurve} is not taken: P-256, P-384 and P-521 are (RFC 7518 §6.2.1.1)`
    case 'ed25519':
    case 'x25519':
      return undefined
    case 'rsa-pss':
      return 'A key that is for RSASSA-PSS alone has no JWK: its restriction would be lost'
    default:
      return `A key of the kind ${asymmetricKeyType ?? 'unknown'} is not taken`
  }
}

/** What the verifier would refuse is no better in another format. It knows nothing of agreement. */
async function problemOfCore(key: KeyObject): Promise<string | undefined> {
  if (key.asymmetricKeyType === 'x25519') return undefined
  const [problem] = (await judgeKeySet([publicJwk(key)])).values()
  return problem === undefined ? undefined : `The verifier would refuse this key: ${problem}`
}
