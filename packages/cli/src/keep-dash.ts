/**
 * Gives a positional argument back its `-`: yargs takes it for an option without a name, and hands on an
 * empty text. `args`: as they were given; among them an empty one stays what it is.
 */
export function keepDash(args: readonly string[]): (parsed: Record<string, unknown>) => void {
  const isGiven = args.includes('-') && !args.includes('')
  return (parsed) => {
    if (!isGiven) return
    for (const [name, value] of Object.entries(parsed)) {
      if (name !== '_' && name !== '$0')
        parsed[name] = Array.isArray(value) ? value.map(kept) : kept(value)
    }
  }
}

function kept(value: unknown): unknown {
  return value === '' ? '-' : value
}
