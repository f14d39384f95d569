import {
  ALL_ALGORITHMS,
  isAlgorithm,
  isPostQuantum,
  POST_QUANTUM_ALGORITHMS,
  type Algorithm,
} from '../algorithms.js'
import { ConfigError } from '../errors.js'
import { supportsMlDsa } from '../keys/ml-dsa.js'

const NAMES = [...ALL_ALGORITHMS, ...POST_QUANTUM_ALGORITHMS].join(', ')

/** One for all issuers that say nothing: of a thousand sets the next one is never at hand. */
const PRESET: ReadonlySet<Algorithm> = new Set(ALL_ALGORITHMS)

/** The algorithms that an issuer's tokens may be signed with; throws ConfigError. */
export function resolveAlgorithms(option: string, value: unknown): ReadonlySet<Algorithm> {
  if (value === undefined) return PRESET
  if (!Array.isArray(value) || value.length === 0) {
    throw new ConfigError(option, 'must be a list of algorithm names that is not empty')
  }
  // Unlike `map`, `from` sees the holes of a list.
  return new Set(Array.from(value, (name: unknown) => checkedAlgorithm(option, name)))
}

function checkedAlgorithm(option: string, name: unknown): Algorithm {
  if (!isAlgorithm(name)) {
    throw new ConfigError(
      option,
      typeof name === 'string' && /^HS\d+$/.test(name)
        ? `must not hold ${name}: whoever can verify a symmetric signature can make one`
        : `must hold only ${NAMES}`,
    )
  }
  // Otherwise each such token would be refused, and nobody would know why.
  if (isPostQuantum(name) && !supportsMlDsa(name)) {
    throw new ConfigError(
      option,
      `must not hold ${name} on Node ${process.version}: that takes 24.6 or later, with OpenSSL 3.5`,
    )
  }
  return name
}
