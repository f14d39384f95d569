import { chmod, chown, writeFile } from 'node:fs/promises'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { TLSSocket } from 'node:tls'
import { freePort, startPostgres, startRedis } from '@countersign/test-servers'
import { temporaryFolder } from '@countersign/test-servers/vitest'
import { describe, expect, it, onTestFinished } from 'vitest'
import { auditTls } from '../src/audit-tls.js'
import { ecIdentity, endpointAt, rsaIdentity, startTcp, type Identity } from './loopback-servers.js'

// Of the user that PostgreSQL runs as where tests run as root, who must own the key, or leave it to a group.
const NOBODY = 65_534

/** Paths of a certificate and its key, in a folder that others may look into. */
async function filesOf({ cert, key }: Identity): Promise<{ cert: string; key: string }> {
  const folder = await temporaryFolder()
  await chmod(folder, 0o755)
  const files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') }
  await writeFile(files.cert, cert)
  await writeFile(files.key, key, { mode: 0o600 })
  if (process.getuid?.() === 0) {
    await chown(files.key, 0, NOBODY)
    await chmod(files.key, 0o640)
  }
  return files
}

describe('PostgreSQL', () => {
  it('enforces forward secrecy with an ECDSA certificate, and gives no tickets', async () => {
    const ec = await ecIdentity()
    const { cert, key } = await filesOf(ec)
    const files = [`ssl_cert_file=${cert}`, `ssl_key_file=${key}`]
    const server = await startPostgres('fsync=off', 'ssl=on', ...files)
    onTestFinished(async () => server.close())
    const report = await auditTls(endpointAt(server, { protocol: 'postgres', ca: ec.cert }))
    expect(report.endpoints).toMatchObject([
      {
        target: `postgres://127.0.0.1:${server.port}`,
        verdict: 'enforced',
        handshakes: { resumption: { tickets: false }, hsts: undefined },
      },
    ])
  })
})

/** As much of SMTP as it takes to get to TLS, and to answer there. */
function speakSmtp(socket: Socket, identity: Identity): void {
  socket.write('220 mail.example\r\n')
  const talk = (words: Buffer): void => {
    if (words.toString().startsWith('EHLO')) {
      socket.write('250-mail.example\r\n250-SIZE 1000\r\n250 STARTTLS\r\n')
      return
    }
    socket.off('data', talk)
    socket.write('220 go ahead\r\n')
    const secure = new TLSSocket(socket, { isServer: true, ...identity })
    secure.on('error', () => undefined)
    secure.on('data', () => secure.write('250 mail.example\r\n'))
  }
  socket.on('data', talk)
}

describe('SMTP', () => {
  it('takes static RSA after STARTTLS', async () => {
    const rsa = await rsaIdentity()
    const server = await startTcp((socket) => speakSmtp(socket, rsa))
    const report = await auditTls(endpointAt(server, { protocol: 'smtp', ca: rsa.cert }))
    expect(report.endpoints).toMatchObject([
      { target: `smtp://127.0.0.1:${server.port}`, verdict: 'offered' },
    ])
    expect(report.endpoints[0]?.findings[0]?.id).toBe('static-rsa')
  })
})

describe('Redis', () => {
  it('enforces forward secrecy with an ECDSA certificate', async () => {
    const ec = await ecIdentity()
    const { cert, key } = await filesOf(ec)
    const port = await freePort()
    const server = await startRedis(
      `tls-port ${port}`,
      `tls-cert-file ${cert}`,
      `tls-key-file ${key}`,
      `tls-ca-cert-file ${cert}`,
      'tls-auth-clients no',
    )
    onTestFinished(async () => server.close())
    const report = await auditTls(endpointAt({ port }, { protocol: 'rediss', ca: ec.cert }))
    expect(report).toMatchObject({ verdict: 'enforced' })
  })

  it('that has no TLS is unknown', async () => {
    const server = await startRedis()
    onTestFinished(async () => server.close())
    const report = await auditTls(`rediss://127.0.0.1:${server.port}`, { deadline: 1 })
    expect(report.endpoints).toMatchObject([{ verdict: 'unknown', findings: [] }])
  })
})
