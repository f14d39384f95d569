import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { createServer as createHttpsServer, type Server } from 'node:https'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { temporaryFolder } from '@countersign/test-servers/vitest'
import { createTestCertificate, type TestCertificate } from '@countersign/testing'
import { forwardSecretOptions, type TlsReport } from '@countersign/tls-audit'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { EXIT, run } from '../../../src/index.js'
import { fakeIo, type FakeIo } from '../../fake-io.js'

let certificate: TestCertificate
let ca: string

beforeAll(async () => {
  certificate = await createTestCertificate()
})

async function tls(
  args: readonly string[],
  io: FakeIo = fakeIo(),
): Promise<{ code: number; io: FakeIo }> {
  return { code: await run(['tls', ...args], io), io }
}

/** A server with safe options, or others, and the arguments that name it and trust it. */
async function serve(options: object = forwardSecretOptions()): Promise<readonly string[]> {
  const { certificate: cert, privateKey: key } = certificate
  const server: Server = createHttpsServer({ key, cert, ...options }, (_req, res) => {
    res.end('hello')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => server.close().closeAllConnections())
  ca = join(await temporaryFolder(), 'ca.pem')
  await writeFile(ca, cert)
  return [`127.0.0.1:${(server.address() as AddressInfo).port}`, '--ca', ca]
}

describe('countersign tls', () => {
  it('ends with 0 where forward secrecy is enforced, and says what that stands on', async () => {
    const { code, io } = await tls(await serve())
    expect([code, io.err()]).toEqual([EXIT.ok, ''])
    expect(io.out()).toContain('enforced')
    expect(io.out()).toContain('TLS 1.3')
    expect(io.out()).toContain('What this does not establish')
  })

  it('ends with 1 where it is not, unless that is allowed', async () => {
    const target = await serve({ ciphers: 'ALL:@SECLEVEL=0', sessionTimeout: 172_800 })
    const strict = await tls(target)
    expect(strict.code).toBe(EXIT.found)
    expect(strict.io.out()).toContain('long-tickets')
    expect((await tls([...target, '--allow', 'offered'])).code).toBe(EXIT.ok)
  })

  it('ends with 3 where nothing can be said', async () => {
    const silent = createServer(() => {})
    silent.listen(0, '127.0.0.1')
    await once(silent, 'listening')
    onTestFinished(() => void silent.close())
    const target = `127.0.0.1:${(silent.address() as AddressInfo).port}`
    const { code, io } = await tls([target, '--timeout', '0.1', '--deadline', '0.5'])
    expect(code).toBe(EXIT.undecided)
    expect(io.out()).toContain('unknown')
  })

  it('prints one JSON document, and nothing beside it', async () => {
    const { io } = await tls([...(await serve()), '--json'])
    const report = io.json() as TlsReport
    expect(report.verdict).toBe('enforced')
    expect(report.endpoints[0]?.endpoint.host).toBe('127.0.0.1')
  })

  it('writes the report to a file, and nothing to the terminal', async () => {
    const target = await serve()
    const output = join(await temporaryFolder(), 'tls.sarif')
    const { code, io } = await tls([...target, '--format', 'sarif', '--output', output])
    expect([code, io.out()]).toEqual([EXIT.ok, ''])
    expect(JSON.parse(await readFile(output, 'utf8'))).toMatchObject({ version: '2.1.0' })
  })

  it('says how far it is on a terminal, and takes the line away', async () => {
    const io = fakeIo({ isTTY: true })
    await tls(await serve(), io)
    expect(io.err()).toMatch(/https:\/\/127\.0\.0\.1:\d+ \(127\.0\.0\.1\): \d+ connections/)
    expect(io.err().endsWith('\r\u001b[2K')).toBe(true)
  })

  it('stops at Ctrl-C', async () => {
    const silent = createServer(() => {})
    silent.listen(0, '127.0.0.1')
    await once(silent, 'listening')
    onTestFinished(() => void silent.close())
    const io = fakeIo()
    silent.once('connection', () => io.interrupt())
    const { code } = await tls([`127.0.0.1:${(silent.address() as AddressInfo).port}`], io)
    expect(code).toBe(EXIT.interrupted)
  })

  it.each([
    ['http://example.com', 'no TLS'],
    ['', ''],
    ['exa mple', ''],
  ])('does not understand the target %j', async (target, said) => {
    const { code, io } = await tls([target])
    expect(code).toBe(EXIT.usage)
    expect(io.err()).toContain(said)
    expect(io.out()).toBe('')
  })

  it.each([
    ['--deadline', 'soon'],
    ['--timeout', '-1'],
    ['--samples', '1'],
    ['--format', 'pdf'],
    ['--cert', 'client.pem'],
  ])('does not understand %s %s', async (...option) => {
    expect((await tls(['127.0.0.1:1', ...option])).code).toBe(EXIT.usage)
  })

  it('names the file that cannot be read', async () => {
    const { code, io } = await tls(['127.0.0.1:1', '--ca', '/nowhere/ca.pem'])
    expect(code).toBe(EXIT.undecided)
    expect(io.err()).toContain('/nowhere/ca.pem cannot be read: there is no such file')
  })
})
