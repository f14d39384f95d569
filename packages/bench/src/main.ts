import { FULL } from './benchmark.js'
import { runCli } from './cli.js'

process.exitCode = await runCli(process.argv.slice(2), FULL, (text) => process.stdout.write(text))
