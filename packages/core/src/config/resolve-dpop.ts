import type { Algorithm } from '../algorithms.js'
import type { Scheme } from '../authentication.js'
import { areUsableSecrets, type NonceSecrets } from '../dpop/nonces.js'
import { ConfigError } from '../errors.js'
import type { DpopMode, DpopOptions } from '../options.js'
import { assertKnownNames, assertNumber, assertObject, assertOneOf } from './assert.js'
import { resolveAlgorithms } from './resolve-algorithms.js'

/** The `dpop` option, checked, and with every default in its place. */
export interface ResolvedDpop {
  readonly mode: DpopMode
  /** Seconds. */
  readonly maxAge: number
  readonly skew: number
  readonly algorithms: ReadonlySet<Algorithm>
  readonly nonce: { readonly secrets: NonceSecrets; readonly lifetime: number } | undefined
  readonly strayProof: 'refuse' | 'ignore'
  /** What proofs may name: origins with their base paths. */
  readonly publicUrls: readonly string[]
}

const MODES: readonly DpopMode[] = ['allow', 'require', 'refuse']

const SCHEMES: Readonly<Record<DpopMode, readonly Scheme[]>> = {
  allow: ['Bearer', 'DPoP'],
  require: ['DPoP'],
  refuse: ['Bearer'],
}

/** The authentication schemes that are offered, in the order of their challenges. */
export function schemesOf({ mode }: ResolvedDpop): readonly Scheme[] {
  return SCHEMES[mode]
}

/** Checks the `dpop` option; throws ConfigError. */
export function resolveDpop(given: unknown, publicUrls: readonly string[]): ResolvedDpop {
  const [options, modeOption] = asOptions(given)
  assertKnownNames('dpop', options, ['mode', 'maxAge', 'skew', 'algorithms', 'nonce', 'strayProof'])
  // Without an address a proof could be for any server. Where nobody has asked for proofs, the
  // application is spared the question.
  const preset = given === undefined && publicUrls.length === 0 ? 'refuse' : 'allow'
  const { mode = preset, maxAge = 60, skew = 10, strayProof = 'refuse' } = options
  assertOneOf(modeOption, mode, MODES)
  assertNumber('dpop.maxAge', maxAge, { min: 1, max: 300 })
  assertNumber('dpop.skew', skew, { min: 0, max: 60 })
  assertOneOf('dpop.strayProof', strayProof, ['refuse', 'ignore'])
  if (mode !== 'refuse' && publicUrls.length === 0) {
    throw new ConfigError(
      'publicUrl',
      'is required for DPoP where no audience is an https: URL: a proof names the URL that it is for',
    )
  }
  const algorithms = resolveAlgorithms('dpop.algorithms', options.algorithms)
  const nonce = options.nonce === undefined ? undefined : resolveNonce(options.nonce)
  return { mode, maxAge, skew, algorithms, nonce, strayProof, publicUrls }
}

function asOptions(given: unknown): readonly [options: DpopOptions, modeOption: string] {
  if (given === undefined) return [{}, 'dpop']
  if (typeof given === 'object') {
    assertObject('dpop', given)
    return [given, 'dpop.mode']
  }
  assertOneOf('dpop', given, MODES)
  return [{ mode: given as DpopMode }, 'dpop']
}

function resolveNonce(given: unknown): ResolvedDpop['nonce'] {
  assertObject('dpop.nonce', given)
  assertKnownNames('dpop.nonce', given, ['secret', 'lifetime'])
  const { lifetime = 300 } = given
  assertNumber('dpop.nonce.lifetime', lifetime, { min: 20, max: 3600 })
  return { secrets: resolveSecrets(given['secret']), lifetime }
}

function resolveSecrets(given: unknown): NonceSecrets {
  if (typeof (given as Partial<NonceSecrets> | undefined)?.secrets === 'function') {
    return given as NonceSecrets
  }
  const list: readonly unknown[] = Array.isArray(given) ? [...given] : [given]
  if (areUsableSecrets(list)) return { secrets: () => list }
  throw new ConfigError(
    'dpop.nonce.secret',
    'must be a secret of at least 32 bytes, a list of such, or a store of them',
  )
}
