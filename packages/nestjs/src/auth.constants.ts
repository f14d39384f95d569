import { ConfigError } from '@countersign/core'

/** Injection token of the verifier: `@Inject(VERIFIER) verifier: Verifier`. */
export const VERIFIER: unique symbol = Symbol.for('countersign.nestjs.verifier')

/** Injection token of what connections of gateways go by. */
export const WEB_SOCKET_RULES: unique symbol = Symbol.for('countersign.nestjs.web-socket-rules')

/**
 * Injection token of the verifier that an AuthModule has under a name; without one, {@link VERIFIER}.
 * Throws a ConfigError for what is no name.
 */
export function getVerifierToken(name?: string): symbol {
  if (name === undefined) return VERIFIER
  if (typeof name === 'string' && name !== '')
    return Symbol.for(`countersign.nestjs.verifier.${name}`)
  throw new ConfigError('name', 'of a verifier must be a string that is not empty')
}

/** Metadata key of an {@link Access}. */
export const ACCESS = 'countersign:access'

/** Metadata key of a list of policies. */
export const POLICIES = 'countersign:policies'

/** Metadata key of the name of a verifier. */
export const VERIFIER_NAME = 'countersign:verifier'

/** Who gets in: everyone, unchecked; with or without credentials; with credentials only. */
export type Access = 'public' | 'optional' | 'required'
