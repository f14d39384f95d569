// A service in a process of its own, built and not compiled on the way: uses happen when it is told so.
import { channel, subscribe } from 'node:diagnostics_channel'
import { createLedger } from '@countersign/ledger'
import { Pool } from 'pg'

const { port, database, ...options } = JSON.parse(process.argv[2])
const pool =
  port &&
  new Pool({
    host: '127.0.0.1',
    port,
    user: 'postgres',
    database,
    max: 4,
    allowExitOnIdle: true,
  })
pool?.on('error', () => undefined)
const ledger = createLedger({ ...options, ...(pool && { pool }) })
const usage = channel('countersign:usage')
const messages = []
subscribe('countersign:ledger', (message) => messages.push(message))

let told = 0

/** Each says which one it is where it is written down: in the route. */
function use({ writer, subjects }) {
  told += 1
  usage.publish({
    decision: 'accepted',
    method: 'GET',
    route: `/${writer}/${told}`,
    status: 200,
    issuer: 'https://id.example',
    subject: `subject ${told % subjects}`,
    clientId: 'shop',
    tokenId: `token ${told}`,
    scheme: 'Bearer',
    kind: 'jwt',
    binding: 'none',
    duration: 0,
    remoteAddress: '192.0.2.7',
    userAgent: 'curl/8',
  })
}

const commands = {
  tell(settings) {
    for (let index = 0; index < settings.uses; index++) use(settings)
    return told
  },
  // So many in a millisecond, until the process ends.
  run(settings) {
    setInterval(() => {
      for (let index = 0; index < settings.uses; index++) use(settings)
    }, 1)
    setInterval(() => process.send({ progress: told, at: Date.now() }), 20)
  },
  ready: () => ledger.ready(),
  flush: () => ledger.flush(),
  health: () => ledger.health(),
  verify: () => ledger.verify(),
  messages: () => messages,
  async close() {
    const begin = performance.now()
    await ledger.close()
    // Not waited for: that is about the server, and not about the ledger.
    void pool?.end()
    return performance.now() - begin
  },
  /** Goes on as if it had nothing else to do. */
  leave: () => process.disconnect(),
}

process.on('message', (message) => void answer(message))
process.send({ id: 0 })

async function answer({ id, command, settings }) {
  try {
    const answer = await commands[command](settings)
    if (process.connected) process.send({ id, answer })
  } catch (error) {
    process.send({ id, error: String(error) })
  }
}
