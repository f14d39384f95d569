import { isDeepStrictEqual } from 'node:util'
import type { Answer, Call } from './calls.js'
import { makeCall } from './make-call.js'
import type { Tokens } from './tokens.js'

/** One call of a check: what was expected, and what came. */
export interface CheckedCall {
  readonly call: Call
  readonly got: Answer | Error
  readonly ok: boolean
}

/** Makes calls to one API, in order. Rejects never: a failed call counts as a wrong answer. */
export async function checkApi(
  api: string,
  calls: readonly Call[],
  tokens: Tokens,
): Promise<readonly CheckedCall[]> {
  const checked: CheckedCall[] = []
  for (const call of calls) {
    // One after the other: later calls see the orders of earlier ones.
    // oxlint-disable-next-line no-await-in-loop
    const got = await makeCall(api, call, tokens).catch((error: Error) => error)
    checked.push({ call, got, ok: isDeepStrictEqual(got, call.expected) })
  }
  return checked
}
