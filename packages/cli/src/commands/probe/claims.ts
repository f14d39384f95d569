import { CommandError } from '../../command-error.js'
import type { ProbeArguments } from './arguments.js'

/** The claims of good tokens: values are JSON, or else text. */
export function claimsOf({
  claim,
  scope,
}: Pick<ProbeArguments, 'claim' | 'scope'>): Record<string, unknown> {
  const given = claim.map((text) => {
    const at = text.indexOf('=')
    if (at < 1) throw new CommandError('--claim must be name=value')
    return [text.slice(0, at), valueOf(text.slice(at + 1))] as const
  })
  return Object.fromEntries([...(scope === undefined ? [] : [['scope', scope] as const]), ...given])
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}
