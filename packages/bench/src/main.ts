import { FULL, QUICK } from './benchmark.js'
import { runCli } from './cli.js'

const efforts = { full: FULL, quick: QUICK }
process.exitCode = await runCli(process.argv.slice(2), efforts, (text) =>
  process.stdout.write(text),
)
