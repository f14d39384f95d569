import { ConfigError, isAuthError, type AuthError, type RefusalReason } from '../../src/index.js'
import { Refused } from '../../src/refused.js'

/** The ConfigError that something ends with; throws where it ends otherwise. */
export function configErrorOf(make: () => unknown): ConfigError {
  const thrown = thrownBy(make)
  if (thrown instanceof ConfigError) return thrown
  throw new Error('there was no ConfigError', { cause: thrown })
}

/** The reason that a check inside the pipeline refuses with; `undefined` where it passes. */
export function reasonOf(check: () => unknown): RefusalReason | undefined {
  const thrown = thrownBy(check)
  if (thrown === undefined) return undefined
  if (thrown instanceof Refused) return thrown.reason
  throw new Error('the check did not refuse, it broke', { cause: thrown })
}

/** The AuthError that a verification ends with; throws where it ends otherwise. */
export async function refusalOf(verification: Promise<unknown>): Promise<AuthError> {
  const outcome = await verification.catch((error: unknown) => error)
  if (isAuthError(outcome)) return outcome
  throw new Error('there was no AuthError', { cause: outcome })
}

function thrownBy(run: () => unknown): unknown {
  try {
    run()
    return undefined
  } catch (error) {
    return error
  }
}
