/** Injection token of the verifier: `@Inject(VERIFIER) verifier: Verifier`. */
export const VERIFIER: unique symbol = Symbol.for('countersign.nestjs.verifier')

/** Metadata key of an {@link Access}. */
export const ACCESS = 'countersign:access'

/** Metadata key of a list of policies. */
export const POLICIES = 'countersign:policies'

/** Who gets in: everyone, unchecked; with or without credentials; with credentials only. */
export type Access = 'public' | 'optional' | 'required'
