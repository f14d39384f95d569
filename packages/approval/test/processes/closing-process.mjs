// An approval server in a folder, that is used, and closed: nothing is left that keeps the process.
import { createServer } from 'node:http'
import { createApprovalServer } from '@countersign/approval'
import { memoryRevocationList } from '@countersign/core'
import { createKeyRing } from '@countersign/issuer'

const [folder] = process.argv.slice(2)
const server = createServer()
await new Promise((resolve) => server.listen(0, 'localhost', resolve))
const issuer = `http://localhost:${server.address().port}`
const keys = await createKeyRing()
const approval = createApprovalServer({
  issuer,
  folder,
  keys,
  ledger: { owner: () => undefined },
  revocation: memoryRevocationList(),
  people: { find: () => undefined, get: () => undefined },
  resources: { 'https://photos.example': { name: 'Photos', scopes: { read: 'See them' } } },
  clients: [],
})
server.on('request', approval.handler)
await approval.ready()
await approval.invite({ subject: 'ada' })
await (await fetch(`${issuer}/.well-known/openid-configuration`)).json()
server.closeAllConnections()
server.close()
await approval.close()
keys.close()
process.send('closed')
process.disconnect()
