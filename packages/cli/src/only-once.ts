import { CommandError } from './command-error.js'

/**
 * A check for yargs, which makes a list of an option that is given twice, and would otherwise keep the last one: only
 * those that may be given again, its arrays, may be lists.
 *
 * @throws CommandError that names the option.
 */
export function onlyOnce(
  args: Readonly<Record<string, unknown>>,
  { array }: { readonly array: readonly string[] },
): true {
  const many = new Set(['_', ...array])
  const twice = Object.entries(args)
    .filter(([, value]) => Array.isArray(value))
    .map(([name]) => kebab(name))
    .find((name) => !many.has(name))
  if (twice === undefined) return true
  throw new CommandError(`${twice.length === 1 ? '-' : '--'}${twice} is given twice`)
}

/** Every option is there in camel case as well. */
function kebab(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}
