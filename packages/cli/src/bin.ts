#!/usr/bin/env node
import { EXIT } from './exit-code.js'
import { run } from './run.js'

const interrupted = new AbortController()
// Once: who presses Ctrl-C again will not wait for what is being put away.
process.once('SIGINT', () => interrupted.abort())
process.once('SIGTERM', () => interrupted.abort())

let isBroken = false
for (const output of [process.stdout, process.stderr]) {
  output.on('error', ({ code }: NodeJS.ErrnoException) => {
    // Whoever reads us has read enough: `countersign … | head`. What was found stays found.
    if (code === 'EPIPE') return
    isBroken = true
    process.exitCode = EXIT.undecided
    if (output === process.stdout) process.stderr.write(`error Nothing can be written: ${code}\n`)
  })
}

const code = await run(process.argv.slice(2), {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  signal: interrupted.signal,
  now: Date.now,
})
if (!isBroken) process.exitCode = code
if (code === EXIT.interrupted) {
  // A read of a pipe that nobody writes to cannot be taken back, and Node waits for it even to exit. What
  // a signal ends is 130 for a shell as well. Nothing else is left that would keep us until then.
  setTimeout(() => {
    process.removeAllListeners('SIGINT')
    process.kill(process.pid, 'SIGINT')
  }, 100).unref()
}
