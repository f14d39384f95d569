import type { Algorithm } from '../algorithms.js'
import { ConfigError } from '../errors.js'
import type { DpopOptions, VerifierOptions } from '../options.js'
import { isPlainObject } from '../token/seal.js'
import { assertOneOf } from './assert.js'

/** FAPI 2.0 Security Profile §5.4.1; RFC 9864 has the second name of its Ed25519. */
const FAPI2_ALGORITHMS: readonly Algorithm[] = ['PS256', 'ES256', 'EdDSA', 'Ed25519']

// A token from further in the future is refused (§5.3.2.1), so no clock may be forgiven more.
const MAX_CLOCK_TOLERANCE = 60

/** Puts the profile's values where none are given; throws a ConfigError for one that contradicts it. */
export function applyProfile(options: VerifierOptions): VerifierOptions {
  if (options.profile === undefined) return options
  assertOneOf('profile', options.profile, ['fapi2'])
  const { sources, transport, binding, clockTolerance = 0, algorithms, certificate } = options
  if (sources?.body === true) throw contradiction('sources.body')
  if (sources?.query === true) throw contradiction('sources.query')
  if (sources?.cookie !== undefined) throw contradiction('sources.cookie')
  if (transport === 'any') throw contradiction('transport')
  if (binding === 'allow') throw contradiction('binding')
  if (clockTolerance > MAX_CLOCK_TOLERANCE) throw contradiction('clockTolerance')
  return {
    ...options,
    algorithms: algorithms === undefined ? FAPI2_ALGORITHMS : algorithms,
    binding: binding === undefined ? 'require' : binding,
    dpop: profiledDpop(options.dpop, certificate !== undefined),
  }
}

/** Refuses algorithms that the profile does not know, of whatever option. */
export function checkProfileAlgorithms(
  profile: VerifierOptions['profile'],
  option: string,
  algorithms: ReadonlySet<Algorithm>,
): void {
  if (profile === undefined) return
  const foreign = [...algorithms].filter((one) => !FAPI2_ALGORITHMS.includes(one))
  if (foreign.length > 0) {
    throw new ConfigError(option, `must hold only ${FAPI2_ALGORITHMS.join(', ')} with fapi2`)
  }
}

function profiledDpop(given: VerifierOptions['dpop'], hasCertificates: boolean): DpopOptions {
  const isMode = typeof given === 'string'
  if (isMode) assertOneOf('dpop', given, ['allow', 'require', 'refuse'])
  const options: unknown = isMode ? { mode: given } : given === undefined ? {} : given
  // What is wrong with it is said where it is checked.
  if (!isPlainObject(options)) return options as DpopOptions
  const { mode = hasCertificates ? 'allow' : 'require', algorithms = FAPI2_ALGORITHMS } =
    options as DpopOptions
  if (mode === 'refuse' && !hasCertificates) throw contradiction(isMode ? 'dpop' : 'dpop.mode')
  return { ...options, mode, algorithms }
}

function contradiction(option: string): ConfigError {
  return new ConfigError(option, 'contradicts the profile fapi2')
}
