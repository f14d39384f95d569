import { EventEmitter, once } from 'node:events'
import { Socket } from 'node:net'
import { connect, type TlsOptions, type TLSSocket } from 'node:tls'
import { createTestCertificate } from '@countersign/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import { isForwardSecret } from '../../src/own/is-forward-secret.js'
import { pem, rsaCertificate, tlsServer } from '../servers.js'

const ec = await createTestCertificate()
const rsa = await rsaCertificate()

/** What a server makes of a connection of its own. */
async function judged(options: TlsOptions): Promise<boolean> {
  const verdict = new EventEmitter()
  const port = await tlsServer(options, (socket) =>
    verdict.emit('verdict', isForwardSecret(socket)),
  )
  const client = connect({ port, rejectUnauthorized: false, ciphers: 'ALL' })
  client.on('error', () => undefined)
  onTestFinished(() => void client.destroy())
  const [isSecret] = (await once(verdict, 'verdict')) as [boolean]
  return isSecret
}

describe('a connection', () => {
  it.each([
    ['of TLS 1.3', pem(ec), true],
    ['of TLS 1.2 with ECDHE', { ...pem(rsa), maxVersion: 'TLSv1.2' }, true],
    [
      'of TLS 1.2 with DHE',
      {
        ...pem(rsa),
        maxVersion: 'TLSv1.2',
        ciphers: 'DHE-RSA-AES128-GCM-SHA256',
        dhparam: 'auto' as unknown as Buffer,
      },
      true,
    ],
    ['with static RSA', { ...pem(rsa), maxVersion: 'TLSv1.2', ciphers: 'AES128-SHA256' }, false],
  ] as const)('%s is forward secret, or is not', async (_, options, isSecret) => {
    expect(await judged(options)).toBe(isSecret)
  })

  it('is not before TLS, and without', () => {
    expect(isForwardSecret(new Socket())).toBe(false)
    const pending = connect({ port: 1 }).on('error', () => undefined)
    expect(isForwardSecret(pending)).toBe(false)
    pending.destroy()
  })

  it.each(['TLS_DH_anon_WITH_AES_128_CBC_SHA', 'TLS_ECDH_RSA_WITH_AES_128_CBC_SHA', undefined])(
    'is not with %s',
    (standardName) => {
      const socket = { getProtocol: () => 'TLSv1.2', getCipher: () => ({ standardName }) }
      expect(isForwardSecret(socket as unknown as TLSSocket)).toBe(false)
    },
  )
})
