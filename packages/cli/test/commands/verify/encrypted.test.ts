import { generateKeyPairSync } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '@countersign/test-servers/vitest'
import { CompactEncrypt } from 'jose'
import { describe, expect, it } from 'vitest'
import { countersign, openIssuer } from './issuer.js'

const { idp, trust, verify } = await openIssuer()

describe('an encrypted token', () => {
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })

  async function encrypted(inner: string): Promise<string> {
    return new CompactEncrypt(Buffer.from(inner))
      .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM', cty: 'JWT' })
      .encrypt(pair.publicKey)
  }

  it.each(['jwk', 'set', 'pem'])('is opened with --decryption-key: %s', async (form) => {
    const jwk = pair.privateKey.export({ format: 'jwk' })
    const text = {
      jwk: JSON.stringify(jwk),
      set: JSON.stringify({ keys: [jwk] }),
      pem: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    }[form]
    const file = join(await temporaryFolder(), 'key')
    writeFileSync(file, text ?? '')
    const token = await encrypted(await idp.token())
    expect((await verify([token, '--decryption-key', file])).code).toBe(0)
    const wrong = await encrypted(await idp.token({ aud: 'x' }))
    expect(await verify([wrong, '--decryption-key', file])).toMatchObject({ code: 1, failed: 6 })
    const signed = await verify([await idp.token(), '--decryption-key', file])
    expect(signed.report.explanation?.reason).toBe('unencrypted_token')
  })

  it('is not said to be open where its header alone may be wrong', async () => {
    const file = join(await temporaryFolder(), 'key')
    writeFileSync(file, JSON.stringify(pair.privateKey.export({ format: 'jwk' })))
    const [, ...rest] = (await encrypted(await idp.token())).split('.')
    for (const header of ['{"alg":1,"alg":2}', '{"alg":"ECDH-ES","enc":"A256GCM","crit":["x"]}']) {
      const token = [Buffer.from(header).toString('base64url'), ...rest].join('.')
      const { failed, report } = await verify([token, '--decryption-key', file])
      expect(failed).toBe(4)
      expect(report.steps[2]).toMatchObject({ step: 'shape', state: 'not reached' })
    }
  })

  it('is refused without a key, and a file without one is told', async () => {
    const { failed, report } = await verify([await encrypted('x')])
    expect([failed, report.explanation?.reason]).toEqual([3, 'encrypted_token'])
    const file = join(await temporaryFolder(), 'key')
    writeFileSync(file, '{"d":')
    const { code, io } = await countersign(['x', ...trust, '--decryption-key', file])
    expect(code).toBe(3)
    expect(io.err()).toContain('holds no private key')
  })
})
