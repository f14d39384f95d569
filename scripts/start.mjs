// Installs, builds, and runs the demo: a real identity provider, three APIs, a page, and a gateway with
// two services, on loopback. With `--usage` it prints each use of a token as it is recorded. With
// `--check` it makes the calls itself, and fails on a wrong answer.
import { pnpm } from './pnpm.mjs'
import { run } from './run.mjs'

const [option, ...rest] = process.argv.slice(2)
if ((option && option !== '--check' && option !== '--usage') || rest.length > 0) {
  console.error('Usage: npm start            runs the demo until Ctrl-C')
  console.error('       npm start -- --usage  and shows each use of a token as it is recorded')
  console.error('       npm start -- --check  checks the services and all three APIs')
  process.exit(2)
}

console.log('Installing and building …')
const failed = pnpm('install', '--frozen-lockfile') || run('tsc', '-b', 'examples/demo')
if (failed) process.exit(failed)

// In this process, so that Ctrl-C ends it all at once and frees the ports.
const { checkRecord, guide, openLedger, printUses, runCheck, runStory, startAll } =
  await import('../examples/demo/dist/index.js')
const ledger = option && (await openLedger())
const demo = await startAll({ ledger })

if (option === '--check') {
  const story = await runStory(demo.microservices)
  const calls = await runCheck(demo.provider, demo.apis)
  const record = await checkRecord(ledger, demo.provider.issuer, Object.keys(demo.apis).length)
  process.exitCode = story || calls || record
  await demo.close()
  await ledger.close()
} else {
  console.log(`\n${guide(demo)}\n`)
  if (ledger) void printUses(ledger)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, stop)
  if (process.env.npm_lifecycle_event) stopWithParent()
}

function stop() {
  void demo
    .close()
    .then(() => ledger?.close())
    .finally(() => process.exit())
}

// npm does not hand on a SIGTERM: its shell ends, and we would stay behind with the ports.
function stopWithParent() {
  const parent = process.ppid
  const watch = () => {
    if (process.ppid !== parent) stop()
  }
  setInterval(watch, 500).unref()
}
