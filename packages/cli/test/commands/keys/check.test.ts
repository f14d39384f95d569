import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { createTestCertificate, createTestIdentityProvider, keyPair } from '@countersign/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import { keyFolder, keys } from './key-files.js'

const NOW = Date.parse('2026-03-01T12:00:00Z')

type Jwk = Readonly<Record<string, unknown>>

const good = (kid: string): Jwk => ({
  ...keyPair('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' }),
  kid,
  alg: 'ES256',
  use: 'sig',
})

interface Told {
  readonly isWrong: boolean
  readonly keys: readonly {
    readonly verdict: string
    readonly reason?: string
    readonly remarks: readonly { readonly verdict: string; readonly text: string }[]
  }[]
}

async function check(entries: readonly unknown[]): Promise<Told & { code: number }> {
  const stdin = JSON.stringify({ keys: entries })
  const { json, code } = await keys(['check', '-', '--json'], { stdin, now: NOW })
  return { ...(json() as Told), code }
}

describe('keys check', () => {
  it('finds nothing wrong with the keys of a good provider', async () => {
    const idp = await createTestIdentityProvider()
    onTestFinished(() => idp.close())

    const { code, out } = await keys(['check', idp.jwksUri])

    expect(code).toBe(0)
    expect(out).toContain('3 used, 0 not used, 0 wrong')
    expect(out).not.toMatch(/.{81}/)
  })

  it('takes a JWK for a set of one, also as the argument itself', async () => {
    const { code, json } = await keys(['check', JSON.stringify(good('k1')), '--json'])

    expect(code).toBe(0)
    expect(json()).toMatchObject({ keys: [{ kid: 'k1', verdict: 'used', remarks: [] }] })
  })

  it('says of a key why it is not used, in the words of the verifier', async () => {
    const short = generateKeyPairSync('rsa', {
      modulusLength: 1024,
      publicKeyEncoding: { type: 'spki', format: 'der' },
      privateKeyEncoding: { type: 'pkcs8', format: 'der' },
    })
    const weak = createPublicKey({ key: short.publicKey, type: 'spki', format: 'der' })
    const own = good('x')

    const told = await check([
      good('k1'),
      keyPair('ed25519').privateKey.export({ format: 'jwk' }),
      { kty: 'oct', k: 'c2VjcmV0' },
      weak.export({ format: 'jwk' }),
      { ...own, alg: 'RS256' },
      { ...own, y: own['x'] },
      { kty: 'OKP', crv: 'Ed25519', x: Buffer.alloc(32).toString('base64url') },
      { ...own, x: 'AA' },
      7,
    ])

    expect(told.code).toBe(1)
    expect(told.keys.map(({ verdict }) => verdict)).toEqual(['used', ...Array(8).fill('wrong')])
    expect(told.keys.map(({ reason }) => reason)).toEqual([
      undefined,
      'private or symmetric',
      'private or symmetric',
      'modulus too short',
      'alg of another key type',
      'not a point of the curve',
      'point of small order',
      'malformed x',
      'no object',
    ])
  })

  it('does not blame a set for keys that are not for verifiers', async () => {
    const told = await check([
      good('k1'),
      { ...good('k2'), use: 'enc', alg: 'ECDH-ES' },
      { ...good('k3'), use: undefined, key_ops: ['deriveKey'] },
      { ...keyPair('x25519').publicKey.export({ format: 'jwk' }), kid: 'k4' },
      { kty: 'NEW', kid: 'k5' },
      { ...good('k6'), alg: 'ES256K' },
    ])

    expect(told.code).toBe(0)
    expect(told.keys.map(({ verdict }) => verdict)).toEqual(['used', ...Array(5).fill('unused')])
  })

  it('is not content where no key is of use', async () => {
    expect(await check([{ ...good('k1'), use: 'enc' }])).toMatchObject({ code: 1, isWrong: true })
    expect(await check([])).toMatchObject({ code: 1, isWrong: true })
  })

  it('remarks what is unusual, and lets it pass', async () => {
    const { alg: _, kid: __, ...bare } = good('')
    const { publicKey } = keyPair('rsa', { modulusLength: 2048 })

    const told = await check([
      bare,
      good('twin'),
      good('twin'),
      { ...publicKey.export({ format: 'jwk' }), kid: 'r' },
    ])

    expect(told.code).toBe(0)
    const texts = told.keys.map(({ remarks }) => remarks.map(({ text }) => text).join(' '))
    expect(texts[0]).toContain('has no kid')
    expect(texts[1]).toContain('Key 3 has the same kid')
    expect(texts[3]).toMatch(/has no alg.*neither use nor key_ops/)
  })

  it('compares a key with its certificate', async () => {
    const { der, key } = await createTestCertificate({ notAfter: new Date(NOW - 1_000) })
    const own = createPublicKey(key).export({ format: 'jwk' })
    const x5c = [der.toString('base64')]
    const members = { kid: 'a', use: 'sig', x5c }

    const told = await check([
      { ...own, ...members },
      { ...good('b'), x5c },
      { ...good('c'), x5c: 'AAAA' },
    ])

    expect(told.code).toBe(1)
    expect(told.keys.map(({ verdict }) => verdict)).toEqual(['used', 'wrong', 'wrong'])
    expect(told.keys[0]?.remarks).toMatchObject([{ verdict: 'unusual', text: /expired/ }])
  })

  it('prints nothing of a private key', async () => {
    const jwk = keyPair('ed25519').privateKey.export({ format: 'jwk' })
    const stdin = JSON.stringify({ keys: [jwk] })

    const [text, json] = [
      await keys(['check', '-'], { stdin }),
      await keys(['check', '-', '--json'], { stdin }),
    ]

    expect(text.out + json.out).not.toContain(jwk.d)
    expect(text.out).toContain('never use the key again')
  })

  it('shows names from elsewhere as text', async () => {
    const stdin = JSON.stringify({ keys: [good('\u001b]0;x\u0007')] })

    const [text, json] = [
      await keys(['check', '-'], { stdin }),
      await keys(['check', '-', '--json'], { stdin }),
    ]

    expect(text.out).toContain(String.raw`\u{1b}]0;x\u{7}`)
    expect(json.out).not.toContain('\u001b')
  })

  it('says that a verifier reads a thousand keys', async () => {
    const told = await check([good('k1'), ...Array.from({ length: 1_100 }, () => ({ kty: 'NEW' }))])

    expect(told.code).toBe(1)
    expect(told.keys).toHaveLength(1_001)
    expect(told.keys.at(-1)).toMatchObject({ reason: 'beyond the limit of keys' })
  })
})

describe('keys check, where there is no set', () => {
  it('says so of what is too deep to be one', async () => {
    const folder = await keyFolder()
    const deep = '['.repeat(200_000) + ']'.repeat(200_000)
    for (const text of [`{"keys":[{"x":${deep}}]}`, `{"kty":"EC","kid":${deep}}`]) {
      const { code, err } = await keys(['check', await folder.put('jwks.json', text)])
      expect(code).toBe(2)
      expect(err).toContain('64 levels')
    }
  })

  it('does not wait for a name that is empty', async () => {
    const { code, err } = await keys(['check', ''], { stdin: '{"keys":[]}' })
    expect(code).toBe(2)
    expect(err).toContain('is empty')
  })

  it.each([
    ['text', 'hello'],
    ['a list', '[]'],
    ['no keys', '{"a":1}'],
    ['PEM', '-----BEGIN PUBLIC KEY-----'],
  ])('says so: %s', async (_, stdin) => {
    const { code, out } = await keys(['check', '-'], { stdin })

    expect({ code, out }).toEqual({ code: 2, out: '' })
  })

  it.each([
    ['is silent', 'down', 'gave no key set'],
    ['is endless', 'huge', 'more than 1000000 bytes'],
    ['is elsewhere', { redirect: 'https://evil.example/\u009b' }, 'redirects are not followed'],
    ['is away', { status: 500 }, 'answered 500'],
  ] as const)('cannot tell of a server that %s', async (_, fault, words) => {
    const idp = await createTestIdentityProvider({ algorithms: [] })
    onTestFinished(() => idp.close())
    idp.fault('jwks', fault)

    const { code, err } = await keys(['check', idp.jwksUri])

    expect(code).toBe(3)
    expect(err).toContain(words)
    expect(idp.requests).toHaveLength(1)
  })

  it.each(['http://id.example.com/jwks', 'https://user:pw@id.example.com/jwks', 'https:/x'])(
    'asks nobody at %s',
    async (url) => {
      expect(await keys(['check', url])).toMatchObject({ code: 2 })
    },
  )
})
