import type { Effort } from './benchmark.js'
import { BENCHMARKS } from './benchmarks.js'

/** Runs the benchmarks of these names, or all of them; returns the exit code. */
export async function runCli(
  names: readonly string[],
  effort: Effort,
  write: (text: string) => void,
): Promise<number> {
  const unknown = names.filter((name) => BENCHMARKS.every((benchmark) => benchmark.name !== name))
  if (unknown.length > 0) {
    const known = BENCHMARKS.map(({ name, question }) => `  ${name.padEnd(14)}${question}`)
    write(`No such benchmark: ${unknown.join(', ')}. There are:\n${known.join('\n')}\n`)
    return 2
  }
  write(`Node ${process.version}, OpenSSL ${process.versions.openssl}\n`)
  for (const benchmark of BENCHMARKS) {
    if (names.length > 0 && !names.includes(benchmark.name)) continue
    write(`\n━━ ${benchmark.name}: ${benchmark.question}\n`)
    for await (const text of benchmark.run(effort)) write(`\n${text}\n`)
  }
  return 0
}
