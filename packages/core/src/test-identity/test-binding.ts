import type { Binding } from '../authentication.js'
import type { ResolvedOptions } from '../config/resolve-options.js'
import { ConfigError } from '../errors.js'

/** Of no key: 32 bytes of zero. */
const NO_KEY = 'A'.repeat(43)

type BindingRules = Pick<ResolvedOptions, 'binding' | 'dpop' | 'certificate'>

/** The `cnf` that callers of a verifier have to have, if it takes no bearer tokens. */
export function testBinding({ binding, dpop }: BindingRules): Record<string, string> | undefined {
  if (dpop.mode !== 'require' && binding !== 'require') return undefined
  return dpop.mode === 'refuse' ? { 'x5t#S256': NO_KEY } : { jkt: NO_KEY }
}

/** Throws a ConfigError for a binding that no caller of the verifier could have. */
export function checkTestBinding(
  confirmation: Binding | undefined,
  { binding, dpop, certificate }: BindingRules,
): void {
  const isBoundToKey = confirmation?.jkt !== undefined
  if (isBoundToKey && dpop.mode === 'refuse') {
    throw new ConfigError('binding', 'by "jkt" is refused by this verifier: see its "dpop"')
  }
  if (!isBoundToKey && dpop.mode === 'require') {
    throw new ConfigError('binding', 'by "jkt" is required by this verifier: see its "dpop"')
  }
  if (confirmation?.x5tS256 !== undefined && !certificate) {
    throw new ConfigError('binding', 'by "x5tS256" is refused by a verifier without "certificate"')
  }
  if (!confirmation && binding === 'require') {
    throw new ConfigError('binding', 'is required by this verifier: see its "binding"')
  }
}
