import { open, writeFile } from 'node:fs/promises'
import { readArguments, UsageError, type Arguments } from './arguments.js'
import type { Benchmark, Effort } from './benchmark.js'
import { BENCHMARKS } from './benchmarks.js'
import { describeMachine, showMachine } from './machine.js'
import { showMissed } from './missed.js'
import { drawPicture } from './picture/draw-picture.js'
import type { BenchmarkResult, Results } from './results.js'
import { layOut, type Table } from './table.js'
import { showVersions, versionsOfPeers } from './versions.js'

/** How much of everything there is by itself, and with `--quick`. */
export interface Efforts {
  readonly full: Effort
  readonly quick: Effort
}

type Write = (text: string) => void

/** Runs what the command line asks for; returns the exit code. Missed targets are for people to read. */
export async function runCli(
  args: readonly string[],
  efforts: Efforts,
  write: Write,
): Promise<number> {
  try {
    await run(readArguments(args), efforts, write)
    return 0
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    write(`${error.message}\n`)
    return 2
  }
}

async function run(
  { names, quick, json, svg }: Arguments,
  efforts: Efforts,
  write: Write,
): Promise<void> {
  for (const file of [json, svg]) if (file !== undefined) await assertWritable(file)
  const effort = quick ? efforts.quick : efforts.full
  const machine = describeMachine()
  const versions = versionsOfPeers()
  write(`${showMachine(machine)}\n${showVersions(versions)}\n`)
  const benchmarks: BenchmarkResult[] = []
  for (const benchmark of BENCHMARKS) {
    if (names.length > 0 && !names.includes(benchmark.name)) continue
    benchmarks.push(await runBenchmark(benchmark, effort, write))
  }
  write(`\n${showMissed(benchmarks)}\n`)
  const results: Results = { machine, versions, effort, benchmarks }
  if (json !== undefined) await writeFile(json, `${JSON.stringify(results, undefined, 2)}\n`)
  if (svg !== undefined) await writeFile(svg, drawPicture(results))
}

async function runBenchmark(
  benchmark: Benchmark,
  effort: Effort,
  write: Write,
): Promise<BenchmarkResult> {
  const { name, question } = benchmark
  write(`\n━━ ${name}: ${question}\n`)
  const notes: string[] = []
  const tables: Table[] = []
  for await (const found of benchmark.run(effort)) {
    if (typeof found === 'string') notes.push(found)
    else tables.push(found)
    write(`\n${typeof found === 'string' ? found : layOut(found)}\n`)
  }
  return { name, question, notes, tables }
}

/** Nobody wants to be told after a quarter of an hour. */
async function assertWritable(path: string): Promise<void> {
  try {
    const file = await open(path, 'a')
    await file.close()
  } catch (error) {
    throw new UsageError(`Cannot write to ${path}: ${(error as Error).message}`)
  }
}
