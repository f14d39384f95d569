// What users of the TLS audit meet: verdicts on servers of Node and, where it is installed, of openssl.
import { spawn, spawnSync } from 'node:child_process'
import { generateKeyPairSync, getDiffieHellman } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type ServerOptions } from 'node:https'
import { connect, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect as connectTls } from 'node:tls'
import {
  auditTls,
  formatText,
  forwardSecretOptions,
  type EndpointReport,
} from '@countersign/tls-audit'
import { createTestCertificate } from '@countersign/testing'

interface Identity {
  readonly cert: string
  readonly key: string
}

// Debian has it where only root looks.
const nginx = ['/usr/sbin/nginx', '/usr/bin/nginx', '/usr/local/bin/nginx'].find((path) =>
  existsSync(path),
)

type Tell = (title: string, ok: boolean) => void

/** Audits each, and tells whether the verdict is the right one. */
export async function auditsServers(tell: Tell): Promise<void> {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const [rsa, ec] = await Promise.all([identityOf({ key: privateKey }), identityOf({})])
  const [plain, takesRsa] = await onNode(rsa, async (port) => [
    await audit(port, rsa.cert),
    await takesStaticRsa(port),
  ])
  // What a Node does as it comes is its own affair; to see it is ours.
  const seen = plain.findings.some(({ id }) => id === 'static-rsa')
  const right = plain.verdict === (takesRsa ? 'offered' : 'enforced') && seen === takesRsa
  tell(`tls-audit: Node as it comes, RSA (${plain.verdict})`, right)
  const mended = await onNode({ ...forwardSecretOptions(), ...rsa }, (port) =>
    audit(port, rsa.cert),
  )
  tell('tls-audit: Node with our options, RSA', isEnforced(mended))
  const withEc = await onNode(ec, (port) => audit(port, ec.cert))
  tell('tls-audit: Node as it comes, ECDSA', isEnforced(withEc))
  const long = await onNode({ ...ec, sessionTimeout: 172_800 }, (port) => audit(port, ec.cert))
  tell('tls-audit: tickets of two days', isOffered(long, 'long-tickets'))

  await auditsOpenssl(tell, rsa)
  await auditsNginx(tell, rsa)
}

async function auditsOpenssl(tell: Tell, rsa: Identity): Promise<void> {
  if (spawnSync('openssl', ['version']).status !== 0) return
  const on = (...args: readonly string[]): Promise<EndpointReport> =>
    onOpenssl(args, rsa, (port) => audit(port, rsa.cert))
  const refusing = await on('-tls1_2', '-cipher', 'AES128-GCM-SHA256:AES256-SHA')
  tell('tls-audit: openssl, static RSA alone', refusing.verdict === 'none')
  const small = await on('-tls1_2', '-cipher', 'kDHE+aRSA:@SECLEVEL=0', '-dhparam', 'dh.pem')
  tell('tls-audit: openssl, a prime of 1024 bits', isOffered(small, 'weak-dh'))
  const old = await on('-tls1', '-cipher', 'ALL:@SECLEVEL=0')
  tell('tls-audit: openssl, TLS 1.0 alone', isOffered(old, 'old-version'))
  const usual = await on('-cipher', 'ECDHE+AESGCM')
  const { resumption } = usual.handshakes ?? {}
  tell('tls-audit: openssl with tickets', isEnforced(usual) && resumption?.ticketLifetime === 7200)
}

async function auditsNginx(tell: Tell, rsa: Identity): Promise<void> {
  if (nginx === undefined) return
  const on = (...settings: readonly string[]): Promise<EndpointReport> =>
    onNginx(settings, rsa, (port) => audit(port, rsa.cert))
  const rsaSuites = 'ssl_ciphers ALL:@SECLEVEL=0;'
  tell('tls-audit: nginx with static RSA', isOffered(await on(rsaSuites), 'static-rsa'))
  const mended = ['ssl_protocols TLSv1.2 TLSv1.3;', 'ssl_ciphers ECDHE+AESGCM:ECDHE+CHACHA20;']
  tell('tls-audit: nginx, mended', isEnforced(await on(...mended)))
  const long = await on(...mended, 'ssl_session_timeout 48h;')
  tell('tls-audit: nginx with tickets of two days', isOffered(long, 'long-tickets'))
}

async function identityOf(options: Parameters<typeof createTestCertificate>[0]): Promise<Identity> {
  const { certificate, privateKey } = await createTestCertificate(options)
  return { cert: certificate, key: privateKey }
}

/** By Node's own client, which has nothing else to offer. */
async function takesStaticRsa(port: number): Promise<boolean> {
  const settings = {
    rejectUnauthorized: false,
    maxVersion: 'TLSv1.2',
    ciphers: 'AES128-GCM-SHA256',
  } as const
  const socket = connectTls({ ...settings, host: '127.0.0.1', port })
  try {
    await once(socket, 'secureConnect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}

async function audit(port: number, ca: string): Promise<EndpointReport> {
  const endpoint = { host: '127.0.0.1', port, protocol: 'https', path: '/', ca } as const
  const report = await auditTls(endpoint)
  const [only] = report.endpoints
  if (!only || !formatText(report).includes(only.reason.slice(0, 20))) throw new Error('no report')
  return only
}

function isEnforced({ verdict, reason }: EndpointReport): boolean {
  if (verdict !== 'enforced') console.log(`# ${verdict}: ${reason}`)
  return verdict === 'enforced'
}

function isOffered({ verdict, findings }: EndpointReport, finding: string): boolean {
  return verdict === 'offered' && findings.some(({ id }) => id === finding)
}

async function onNode<T>(options: ServerOptions, use: (port: number) => Promise<T>): Promise<T> {
  const server = createServer(options, (_request, response) => void response.end())
  server.on('tlsClientError', () => undefined)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    return await use((server.address() as AddressInfo).port)
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

async function onOpenssl<T>(
  args: readonly string[],
  identity: Identity,
  use: (port: number) => Promise<T>,
): Promise<T> {
  const own = (port: number): readonly string[] => [
    's_server',
    '-quiet',
    '-www',
    '-accept',
    `127.0.0.1:${port}`,
    '-cert',
    'cert.pem',
    '-key',
    'key.pem',
    ...args,
  ]
  return onCommand('openssl', own, { ...identity, 'dh.pem': smallPrime() }, use)
}

async function onNginx<T>(
  settings: readonly string[],
  identity: Identity,
  use: (port: number) => Promise<T>,
): Promise<T> {
  const configuration = (port: number): string =>
    [
      'daemon off; master_process off; pid nginx.pid; events { }',
      'http { access_log off;',
      ...['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
        (name) => `${name}_temp_path ${name};`,
      ),
      `server { listen 127.0.0.1:${port} ssl;`,
      'ssl_certificate cert.pem; ssl_certificate_key key.pem;',
      ...settings,
      'location / { return 200; } } }',
    ].join('\n')
  const files = { ...identity, 'nginx.conf': configuration(ownPort()) }
  return onCommand(
    nginx ?? 'nginx',
    () => ['-p', '.', '-e', 'error.log', '-c', 'nginx.conf'],
    files,
    use,
  )
}

/** Runs a server in a folder of its own, with these files in it. */
async function onCommand<T>(
  command: string,
  args: (port: number) => readonly string[],
  { cert, key, ...files }: Identity & Readonly<Record<string, string>>,
  use: (port: number) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-audit-'))
  for (const [name, text] of Object.entries({ 'cert.pem': cert, 'key.pem': key, ...files })) {
    writeFileSync(join(folder, name), text, { mode: 0o600 })
  }
  const port = ownPort()
  const child = spawn(command, args(port), { cwd: folder, stdio: 'ignore' })
  try {
    await listening(port)
    return await use(port)
  } finally {
    child.kill('SIGKILL')
    await once(child, 'exit')
    rmSync(folder, { recursive: true })
  }
}

/** One server at a time: programs of several Nodes may run at once. */
function ownPort(): number {
  return 20_000 + (process.pid % 10_000)
}

/** Parameters of Diffie-Hellman with the prime of 1024 bits of RFC 2409 §6.2, PEM. */
function smallPrime(): string {
  const prime = getDiffieHellman('modp2').getPrime()
  const integer = (bytes: Buffer): Buffer => element(0x02, bytes)
  // A leading zero: the first bit of the prime is set, and would make it negative.
  const body = [integer(Buffer.concat([Buffer.of(0), prime])), integer(Buffer.of(2))]
  const base64 = element(0x30, Buffer.concat(body)).toString('base64')
  const lines = base64.match(/.{1,64}/g) ?? []
  return ['-----BEGIN DH PARAMETERS-----', ...lines, '-----END DH PARAMETERS-----', ''].join('\n')
}

function element(tag: number, body: Buffer): Buffer {
  const { length } = body
  return Buffer.concat([Buffer.of(tag, ...(length < 128 ? [length] : [0x81, length])), body])
}

async function listening(port: number): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const socket = connect(port, '127.0.0.1')
    try {
      await once(socket, 'connect')
      return
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 25))
    } finally {
      socket.destroy()
    }
  }
  throw new Error('a server does not listen')
}
