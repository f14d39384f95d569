import { createHash, X509Certificate } from 'node:crypto'
import { createServer, request } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { text } from 'node:stream/consumers'
import { generateSigningKey } from '@countersign/issuer'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createTestCertificate, type TestCertificate } from '../src/index.js'

/** What a server at `host` sees of a client, which checks the certificate of the server. */
async function thumbprintSeen(
  server: TestCertificate,
  client: TestCertificate,
  host: string,
): Promise<string> {
  const listening = createServer(
    {
      cert: server.certificate,
      key: server.privateKey,
      requestCert: true,
      rejectUnauthorized: false,
    },
    ({ socket }, res) => {
      const raw = (socket as TLSSocket).getPeerX509Certificate()?.raw ?? ''
      res.end(createHash('sha256').update(raw).digest('base64url'))
    },
  )
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    listening.close()
    listening.closeAllConnections()
  })
  const { port } = listening.address() as AddressInfo
  return new Promise((resolve, reject) => {
    request(
      { host, port, ca: server.certificate, cert: client.certificate, key: client.privateKey },
      (response) => void text(response).then(resolve, reject),
    )
      .on('error', reject)
      .end()
  })
}

describe('a test certificate', () => {
  it.each(['127.0.0.1', 'localhost'])(
    'is good for a server at %s, and for a client',
    async (host) => {
      const [server, client] = [await createTestCertificate(), await createTestCertificate()]
      expect(await thumbprintSeen(server, client, host)).toBe(client.thumbprint)
    },
  )

  it.each(['ES256', 'ES384', 'RS256', 'Ed25519'] as const)(
    'may be of a key for %s',
    async (alg) => {
      const { privateKey: key } = await generateSigningKey(alg)
      const made = await createTestCertificate({ key, commonName: 'somebody' })
      const parsed = new X509Certificate(made.certificate)
      expect(parsed.subject).toBe('CN=somebody')
      expect(parsed.verify(parsed.publicKey)).toBe(true)
      expect(parsed.raw).toEqual(made.der)
      expect(parsed.checkIP('::1')).toBe('::1')
    },
  )

  it('may be renewed: another certificate of the same key', async () => {
    const first = await createTestCertificate()
    const second = await createTestCertificate({ key: first.key })
    expect(second.privateKey).toBe(first.privateKey)
    expect(second.thumbprint).not.toBe(first.thumbprint)
  })

  it('is good from and until when it is told', async () => {
    const notBefore = new Date('2031-02-03T04:05:06Z')
    const notAfter = new Date('2032-02-03T04:05:06Z')
    const { certificate } = await createTestCertificate({ notBefore, notAfter })
    const parsed = new X509Certificate(certificate)
    expect(new Date(parsed.validFrom)).toEqual(notBefore)
    expect(new Date(parsed.validTo)).toEqual(notAfter)
  })

  it('may be good beyond 2049, where dates are written in another way', async () => {
    const notAfter = new Date('2055-02-03T04:05:06Z')
    const { certificate } = await createTestCertificate({ notAfter })
    expect(new Date(new X509Certificate(certificate).validTo)).toEqual(notAfter)
  })
})
