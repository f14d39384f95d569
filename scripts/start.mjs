// Installs, builds, and runs the demo: a real identity provider, three APIs, a page, and a gateway with
// two services, on loopback. With `--usage` it prints each use of a token as it is recorded. With
// `--approval` it runs the one where an owner is asked on a phone. With `--check` it plays both by itself,
// or that one alone, attacks the APIs, and fails on a wrong answer.
import { pnpm } from './pnpm.mjs'
import { run } from './run.mjs'

const MODES = ['', '--usage', '--check', '--approval', '--approval --check']

const mode = process.argv.slice(2).join(' ')
if (!MODES.includes(mode)) {
  console.error('Usage: npm start                runs the demo until Ctrl-C')
  console.error('       npm start -- --usage     and shows each use of a token as it is recorded')
  console.error('       npm start -- --approval  runs the demo where an owner is asked on a phone')
  console.error('       npm start -- --check     plays both by itself, and attacks the APIs')
  process.exit(2)
}

console.log('Installing and building …')
const failed =
  pnpm('install', '--frozen-lockfile') || run('tsc', '-b', 'examples/demo', 'examples/approval')
if (failed) process.exit(failed)

// In this process, so that Ctrl-C ends it all at once and frees the ports.
if (mode === '--check') {
  const services = await checkServices()
  const attacks = await checkAttacks()
  const approval = await checkApproval()
  process.exitCode = services || attacks || approval
} else if (mode === '--approval --check') process.exitCode = await checkApproval()
else if (mode === '--approval') runUntilStopped(await startApproval())
else runUntilStopped(await startServices())

async function startServices() {
  const { guide, openLedger, printUses, startAll } = await import('../examples/demo/dist/index.js')
  const ledger = mode === '--usage' ? await openLedger() : undefined
  const demo = await startAll({ ledger })
  console.log(`\n${guide(demo)}\n`)
  if (ledger) void printUses(ledger)
  return async () => {
    await demo.close()
    await ledger?.close()
  }
}

async function startApproval() {
  const { approvalGuide, PORTS, startApproval } = await import('../examples/approval/dist/index.js')
  const demo = await startApproval(PORTS)
  console.log(`\n${approvalGuide(demo, await demo.invite())}\n`)
  return () => demo.close()
}

async function checkServices() {
  const { checkRecord, openLedger, runCheck, runStory, startAll } =
    await import('../examples/demo/dist/index.js')
  const ledger = await openLedger()
  const demo = await startAll({ ledger })
  const story = await runStory(demo.microservices)
  const calls = await runCheck(demo.provider, demo.apis)
  const record = await checkRecord(ledger, demo.provider.issuer, Object.keys(demo.apis).length)
  await demo.close()
  await ledger.close()
  return story || calls || record
}

async function checkAttacks() {
  const { attackApis, startAll } = await import('../examples/demo/dist/index.js')
  // Another one: the first is without its provider in the end, and its record is held against its calls.
  const demo = await startAll()
  const code = await attackApis(demo.provider, demo.apis)
  await demo.close()
  return code
}

async function checkApproval() {
  const { runApprovalStory, startApproval } = await import('../examples/approval/dist/index.js')
  const demo = await startApproval()
  const code = await runApprovalStory(demo)
  await demo.close()
  return code
}

function runUntilStopped(close) {
  const stop = () => void close().finally(() => process.exit())
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, stop)
  if (process.env.npm_lifecycle_event) stopWithParent(stop)
}

// npm does not hand on a SIGTERM: its shell ends, and we would stay behind with the ports.
function stopWithParent(stop) {
  const parent = process.ppid
  const watch = () => {
    if (process.ppid !== parent) stop()
  }
  setInterval(watch, 500).unref()
}
