import { allOf, claim, scopes, type Policy } from '@countersign/core'
import { generateSigningKey } from '@countersign/issuer'
import { accessToken } from './access-tokens.js'
import type { Effort } from './benchmark.js'
import { compare, type Measured } from './compare.js'
import { inTurn } from './in-turn.js'
import { bearerRequest, verifierFor } from './ours.js'

/** One policy, the same one measured a second time, and many different ones in turn. */
type Times = Measured<'one' | 'again' | 'many'>

/** A request whose token was met before is over so soon that one needs more of them. */
const CALLS = 5

/** As many as a token may well have. */
const SCOPES = 20

/** Each makes the policy of this number. The token of `measurePolicies` satisfies all of them. */
const KINDS: Readonly<Record<string, (at: number) => Policy>> = {
  scopes: (at) => scopes(scopeOf(at)),
  claim: (at) => claim('client_id', (value) => value !== at),
  allOf: (at) =>
    allOf(
      scopes(scopeOf(at)),
      claim('client_id', (value) => value !== at),
    ),
}

/** CPU of a request that is verified and then authorized, for each kind of policy. */
export async function measurePolicies(
  effort: Effort,
): Promise<readonly { readonly name: string; readonly times: Times }[]> {
  const { many } = effort
  const key = await generateSigningKey('Ed25519')
  const verifier = verifierFor(key)
  const all = Array.from({ length: SCOPES }, (_, at) => scopeOf(at))
  const token = accessToken(key, 0, { now: Math.floor(Date.now() / 1000), scopes: all })
  const request = bearerRequest(token)
  const authorized = (policies: readonly Policy[]): (() => unknown) => {
    const next = inTurn(policies)
    return async () => verifier.authorize(await verifier.verifyRequest(request), next())
  }
  const measured: { readonly name: string; readonly times: Times }[] = []
  for (const [name, make] of Object.entries(KINDS)) {
    const policies = Array.from({ length: many }, (_, at) => make(at))
    const cases = {
      one: authorized(policies.slice(0, 1)),
      again: authorized(policies.slice(0, 1)),
      many: authorized(policies),
    }
    measured.push({ name, times: await compare(cases, { ...effort, calls: effort.calls * CALLS }) })
  }
  verifier.close()
  return measured
}

function scopeOf(at: number): string {
  return `s${at % SCOPES}`
}
