// What the shell meets: `countersign` as npm has installed it, by the Node that runs this.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { realpathSync } from 'node:fs'
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import { createVerifier, isAuthError } from '@countersign/core'
import { createTestIdentityProvider } from '@countersign/testing'

const audience = 'https://rs.example'
const bin = realpathSync('node_modules/.bin/countersign')

/** Runs the command, with this on its standard input. */
async function countersign(args, input = '') {
  const child = spawn(process.execPath, [bin, ...args])
  child.stdin.end(input)
  const [out, err, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ])
  return { code, out, err }
}

function answer({ method, url, headers, headersDistinct, socket }) {
  const { remoteAddress } = socket
  return verifier.verifyRequest({
    method,
    url,
    headers,
    headersDistinct,
    secure: false,
    remoteAddress,
    socket,
  })
}

function tell(title, right, { code, out, err }) {
  console.log(`${right ? 'ok' : 'not ok'}  countersign ${title}`)
  if (!right) console.log(`# ${code}\n${out}${err}`)
}

const provider = await createTestIdentityProvider({ audience })
const verifier = createVerifier({ issuer: provider.issuer, audience })
const server = createServer((request, response) => {
  void answer(request).then(
    () => response.end('ok'),
    (error) => {
      if (!isAuthError(error)) throw error
      response.writeHead(error.status, { ...error.headers }).end()
    },
  )
})
server.listen(0, '127.0.0.1')
await once(server, 'listening')
const api = `http://127.0.0.1:${server.address().port}/`
const token = await provider.token()

const help = await countersign(['--help'])
tell('--help', help.code === 0 && help.out.includes('countersign probe'), help)
const inspected = await countersign(['inspect', '--json'], token)
tell('inspect', inspected.code === 0 && inspected.out.includes('at+jwt'), inspected)
const verified = await countersign(
  ['verify', '-', '--issuer', provider.issuer, '--audience', audience],
  token,
)
tell('verify', verified.code === 0, verified)
const refused = await countersign(
  ['verify', '-', '--issuer', provider.issuer, '--audience', 'https://other.example'],
  token,
)
tell(
  'verify, another audience',
  refused.code === 1 && refused.out.includes('wrong_audience'),
  refused,
)
const probed = await countersign(['probe', api, '--token', '-', '--only', 'alg none'], token)
tell('probe', probed.code === 0 && probed.out.includes('Nothing found'), probed)
const made = await countersign(['keys', 'generate', '--stdout'])
tell('keys generate', made.code === 0 && JSON.parse(made.out).kty === 'EC', made)
const metadata = await countersign(['metadata', provider.issuer])
tell('metadata', metadata.code === 0, metadata)
const tls = await countersign(['tls', `127.0.0.1:${server.address().port}`, '--timeout', '2'])
tell('tls, where there is none', tls.code === 3 && tls.out.includes('unknown'), tls)

server.closeAllConnections()
server.close()
await provider.close()
console.log(`ok  ${process.version}`)
