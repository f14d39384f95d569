import type { AddressInfo } from 'node:net'
import express, { type ErrorRequestHandler } from 'express'
import { GUARDS, type Guard, type Trusted } from './guards.js'
import { ORDERS, PATH } from './orders.js'

// A program of its own: an Express server. It tells its parent the port, and then, whenever it is
// asked, the microseconds of CPU that it has used. It ends with its parent.

// Express would write every refusal to the console.
const answerRefusal: ErrorRequestHandler = (error: { status?: number }, _req, res, _next) => {
  res.sendStatus(error.status ?? 500)
}

const [guard, trusted] = JSON.parse(process.argv[2] ?? '') as [Guard, Trusted]
const app = express()
for (const handler of GUARDS[guard](trusted)) app.use(handler)
app.get(PATH, (_req, res) => {
  res.json(ORDERS)
})
app.use(answerRefusal)

const server = app.listen(0, '127.0.0.1', (error) => {
  if (error) throw error
  process.send?.((server.address() as AddressInfo).port)
})
// Connections are kept while the other servers have their turns.
server.keepAliveTimeout = 60_000
process.on('message', () => {
  const { user, system } = process.cpuUsage()
  process.send?.(user + system)
})
process.on('disconnect', () => process.exit())
