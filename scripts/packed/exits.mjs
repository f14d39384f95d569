// A process that has used a verifier ends by itself, though nobody closed it.
import { once } from 'node:events'
import { createServer } from 'node:http'
import { createVerifier } from '@countersign/core'
import { createIssuer, generateSigningKey } from '@countersign/issuer'

const audience = 'https://rs.example'
const server = createServer({ keepAliveTimeout: 60_000 })
// The server is here too, and must not be what keeps the process alive.
server.on('connection', (socket) => socket.unref())
server.listen(0, '127.0.0.1').unref()
await once(server, 'listening')

const issuer = createIssuer({
  issuer: `http://127.0.0.1:${server.address().port}`,
  audience,
  keys: [await generateSigningKey('ES256')],
})
server.on('request', issuer.handler)

const token = await issuer.issue({ subject: 'u1', clientId: 'c1' })
const verifier = createVerifier({ issuer: issuer.issuer, audience })
const { subject } = await verifier.verifyToken(token)
console.log(`${subject === 'u1' ? 'ok' : 'not ok'}  a token was verified`)
console.log(`ok  ${process.version}`)

function stillThere() {
  console.log('not ok  the process still runs')
  process.exit(1)
}
// Gets its turn only if something else keeps the process alive.
setTimeout(stillThere, 5_000).unref()
