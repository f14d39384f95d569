import type { SigningKey } from '@countersign/issuer'
import type { TestIdentityProvider } from '../../index.js'

/** A key of the provider by its name. */
export function keyOf(idp: Pick<TestIdentityProvider, 'keys'>, kid = 'es1'): SigningKey {
  const key = idp.keys.get(kid)
  if (!key) throw new TypeError(`the provider has no key ${kid}`)
  return key
}
