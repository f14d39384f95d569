import { approvalGuide } from './guide.js'
import { PORTS } from './ports.js'
import { startApproval } from './start.js'

const demo = await startApproval(PORTS)
console.log(`\n${approvalGuide(demo, await demo.invite())}\n`)

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => void demo.close().finally(() => process.exit()))
}
