import { CommandError } from '../../command-error.js'

/** Headers out of `name:value`, each name once. */
export function headersOf(given: readonly string[]): Record<string, string> {
  const names = new Set<string>()
  return Object.fromEntries(
    given.map((text) => {
      const at = text.indexOf(':')
      if (at < 1) throw new CommandError('--header must be name:value')
      const name = text.slice(0, at).trim()
      if (names.has(name.toLowerCase())) throw new CommandError(`--header gives ${name} twice`)
      names.add(name.toLowerCase())
      return [name, text.slice(at + 1).trim()]
    }),
  )
}
