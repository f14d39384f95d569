import { chown, chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort, startPostgres, startRedis } from '@countersign/test-servers'
import { temporaryFolder } from '@countersign/test-servers/vitest'
import { createTestCertificate } from '@countersign/testing'
import { expect, it, onTestFinished } from 'vitest'
import { shakeHands } from '../../src/handshake/shake-hands.js'
import { pace, routeTo, tcpServer, tlsServer } from '../servers.js'
import { connect } from 'node:net'

const ec = await createTestCertificate()

/** PostgreSQL reads a key only where nobody else can, and is run by nobody in place of root. */
const NOBODY = 65_534
const isRoot = process.getuid?.() === 0

async function certificateFiles(): Promise<{ cert: string; key: string }> {
  const folder = await temporaryFolder()
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')]
  await writeFile(cert, ec.certificate)
  await writeFile(key, ec.privateKey, { mode: 0o600 })
  if (isRoot) {
    await chmod(folder, 0o755)
    await chown(key, NOBODY, NOBODY)
  }
  return { cert, key }
}

it('a PostgreSQL server is asked after its yes to TLS', async () => {
  const { cert, key } = await certificateFiles()
  const server = await startPostgres('ssl=on', `ssl_cert_file=${cert}`, `ssl_key_file=${key}`)
  onTestFinished(async () => server.close())
  const route = routeTo(server.port, { protocol: 'postgres', ca: ec.certificate })
  expect(await shakeHands(route, { pace: pace() })).toMatchObject({
    usual: { completed: true, version: 'TLSv1.3', resumed: false },
    certificate: { chainError: undefined, nameMatches: true },
    asksForClientCertificate: false,
    // It gives no tickets.
    resumption: { tls12: false, tls13: false, ticketLifetime: undefined },
    hsts: undefined,
  })
})

it('a PostgreSQL server may offer no TLS', async () => {
  const server = await startPostgres()
  onTestFinished(async () => server.close())
  const route = routeTo(server.port, { protocol: 'postgres' })
  const { usual } = await shakeHands(route, { pace: pace() })
  expect(usual).toEqual({ completed: false, reason: 'The PostgreSQL server offers no TLS.' })
})

it('a Redis server is asked at its port for TLS', async () => {
  const { cert, key } = await certificateFiles()
  const port = await freePort()
  const files = [`tls-cert-file ${cert}`, `tls-key-file ${key}`, `tls-ca-cert-file ${cert}`]
  const server = await startRedis(`tls-port ${port}`, ...files, 'tls-auth-clients optional')
  onTestFinished(async () => server.close())
  const route = routeTo(port, { protocol: 'rediss', ca: ec.certificate })
  expect(await shakeHands(route, { pace: pace() })).toMatchObject({
    usual: { completed: true, version: 'TLSv1.3', alpn: undefined },
    certificate: { chainError: undefined, nameMatches: true },
    asksForClientCertificate: true,
    resumption: { tls13: true, tickets: true },
    hsts: undefined,
  })
})

it('an SMTP server is asked after STARTTLS, and greeted once more after it', async () => {
  const heard: string[] = []
  const secure = await tlsServer({ cert: ec.certificate, key: ec.privateKey }, (socket) => {
    socket.on('data', (data) => {
      heard.push(data.toString())
      socket.write('250 mail.example\r\n')
    })
  })
  const port = await tcpServer((socket) => {
    const replies = ['250-mail.example\r\n250 STARTTLS\r\n', '220 go\r\n']
    socket.write('220 mail.example\r\n')
    const answer = (): void => {
      socket.write(replies.shift() ?? '')
      if (replies.length > 0) return
      socket.off('data', answer)
      const server = connect(secure, '127.0.0.1').on('error', () => undefined)
      socket.pipe(server).pipe(socket)
    }
    socket.on('data', answer)
  })
  const route = routeTo(port, { protocol: 'smtp', ca: ec.certificate })
  expect(await shakeHands(route, { pace: pace() })).toMatchObject({
    usual: { completed: true, version: 'TLSv1.3' },
    certificate: { chainError: undefined, nameMatches: true },
    resumption: { tls12: true, tls13: true, tickets: true, ticketLifetime: 7200 },
  })
  expect(heard).toEqual(['EHLO tls-audit.invalid\r\n'])
})
