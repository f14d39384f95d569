import { ConfigError } from '../errors.js'
import { decide, DENIED } from './decide.js'
import type { Denial, Policy, PolicyContext } from './policy.js'

/**
 * Every policy. All of them are asked, so that one challenge names everything that is missing; a
 * `check()` is asked last, and only where nothing else denies.
 */
export function allOf(...policies: Policy[]): Policy {
  assertPolicies('allOf', policies)
  return {
    description: describe('allOf', policies),
    async evaluate(context) {
      const denials = await denialsOf(policies, context)
      return denials.length > 0 ? merge(denials) : undefined
    },
  }
}

/** At least one policy. */
export function anyOf(...policies: Policy[]): Policy {
  assertPolicies('anyOf', policies)
  return {
    description: describe('anyOf', policies),
    async evaluate(context) {
      const denials: Denial[] = []
      for (const policy of policies) {
        // One after the other: a later one may be a look-up that an earlier one makes needless.
        const decision = await decide(policy, context)
        if (!decision) return undefined
        denials.push(decision)
      }
      return merge(denials)
    },
  }
}

/** The opposite of a policy. A claim that is missing denies most policies, and so satisfies `not`. */
export function not(policy: Policy): Policy {
  assertPolicy('not', policy)
  return {
    description: describe('not', [policy]),
    async evaluate(context) {
      return (await decide(policy, context)) ? undefined : DENIED
    },
  }
}

/** Throws a ConfigError unless a value is a policy: `authorize('admin')` must not let all pass. */
export function assertPolicy(option: string, policy: unknown): void {
  const candidate = policy as Partial<Policy> | null | undefined
  if (typeof candidate?.evaluate !== 'function') {
    throw new ConfigError(option, 'takes policies, such as scopes() or claim()')
  }
}

function assertPolicies(option: string, policies: readonly unknown[]): void {
  if (policies.length === 0) throw new ConfigError(option, 'needs at least one policy')
  for (const policy of policies) assertPolicy(option, policy)
}

async function denialsOf(
  policies: readonly Policy[],
  context: PolicyContext,
): Promise<readonly Denial[]> {
  const denials: Denial[] = []
  const inOrder = [...policies.filter(({ last }) => !last), ...policies.filter(({ last }) => last)]
  for (const policy of inOrder) {
    if (policy.last && denials.length > 0) break
    const decision = await decide(policy, context)
    if (decision) denials.push(decision)
  }
  return denials
}

/** One answer for all: it asks for everything, because one round trip should be enough. */
function merge(denials: readonly Denial[]): Denial {
  const stepUps = denials.flatMap(({ stepUp }) => stepUp ?? [])
  const ages = stepUps.flatMap(({ maxAge }) => maxAge ?? [])
  return {
    scopes: [...new Set(denials.flatMap(({ scopes }) => scopes))],
    stepUp:
      stepUps.length === 0
        ? undefined
        : {
            acrValues: [...new Set(stepUps.flatMap(({ acrValues }) => acrValues))],
            maxAge: ages.length > 0 ? Math.min(...ages) : undefined,
          },
  }
}

function describe(name: string, policies: readonly Policy[]): string {
  return `${name}(${policies.map(({ description }) => description).join(', ')})`
}
