import { diffieHellman } from 'node:crypto'
import { keyPair } from '../../key-pair.js'
import { expectAllRefused, expectTooLarge } from '../attacks/refused-tokens.js'
import type { ContractCase } from '../case.js'
import { expectAccepted } from '../expect.js'
import type { World } from '../world.js'
import { agreedKey, assemble, encrypt, seal, tokenForm, type JweHeader } from './encrypt.js'
import { encryptedFormServer, encryptedServer, serverKey } from './server-keys.js'

const HEADER = { alg: 'ECDH-ES', enc: 'A256GCM', cty: 'JWT' } as const

/**
 * RFC 8725 §3.4, RFC 7518 §4.6.1: the ephemeral key of an ECDH-ES token. What these tokens say is
 * encrypted by the very key that careless arithmetic comes to, and is good; so whoever does not look is
 * found out.
 */
export const ephemeralKeyCases: readonly ContractCase[] = [
  {
    ids: ['BCP-06', 'ATK-79'],
    title: 'refuses an ephemeral key that is no point of the curve',
    async run(world) {
      const { token, sealed } = await forger(world)
      // The arithmetic of the curve does not use the constant that tells it from others. A point with y = 0 is
      // of order two on one of those, and an odd multiple of it is the point itself.
      const flat = (x: Buffer): string => sealed(agreedKey(x), point('P-256', x, Buffer.alloc(32)))
      const prime = 'ffffffff00000001000000000000000000000000ffffffffffffffffffffffff'
      await expectAllRefused(
        world,
        {
          'off the curve': flat(Buffer.alloc(32, 7)),
          'off the curve, x = 1': flat(Buffer.from('1'.padStart(64, '0'), 'hex')),
          infinity: flat(Buffer.alloc(32)),
          'as large as the prime': flat(Buffer.from(prime, 'hex')),
          'infinity, empty': sealed(agreedKey(Buffer.alloc(32)), point('P-256', [], [])),
          'of small order on X25519': assemble(
            { ...HEADER, kid: 'X25519', epk: { kty: 'OKP', crv: 'X25519', x: 'A'.repeat(43) } },
            agreedKey(Buffer.alloc(32)),
            token,
          ),
        },
        { setup: encryptedServer },
      )
      // Made by the same hand, with a point of the curve: so what is wrong above is the point.
      expectAccepted(await (await world.server(encryptedServer)).get('/r', sealed()))
    },
  },
  {
    ids: ['BCP-06', 'ATK-79'],
    title: 'refuses an ephemeral key of another curve, or none',
    async run(world) {
      const { token, good, sealed, contentKey } = await forger(world)
      const [p256, p384, p521, x25519] = ['P-256', 'P-384', 'P-521', 'X25519'].map((name) =>
        serverKey(world, name),
      )
      const { x, y } = good
      const odd: Readonly<Record<string, unknown>> = {
        null: null,
        'a number': 1,
        'a string': JSON.stringify(good),
        'a list': [good],
        empty: {},
        'without kty': { ...good, kty: undefined },
        'of another kty': { ...good, kty: 'OKP' },
        'kty in lower case': { ...good, kty: 'ec' },
        'without crv': { ...good, crv: undefined },
        'of another crv': { ...good, crv: 'P-384' },
        'of a curve that has no name': { ...good, crv: 'toString' },
        secp256k1: { ...good, crv: 'secp256k1' },
        'without y': { ...good, y: undefined },
        'with y as a number': { ...good, y: 1 },
        'with x for y': { ...good, y: x },
        'with a leading zero': { ...good, x: `AA${x}` },
        'with x cut short': { ...good, x: x.slice(2) },
        'with x padded': { ...good, x: `${x}=` },
        'with y in base64': { ...good, y: `${y.slice(0, -1)}/` },
        'with a private part': { ...good, d: 'A'.repeat(43) },
      }
      const tokens: Record<string, string> = {
        missing: sealed(contentKey, good, { epk: undefined }),
      }
      for (const [name, epk] of Object.entries(odd)) tokens[name] = sealed(contentKey, epk)
      // Each is good for the key that it was encrypted to, and names another.
      const renamed = { alg: 'ECDH-ES', kid: p256?.kid }
      if (p384) tokens['on P-384, to P-256'] = await encrypt(p384, token, renamed)
      if (p521) tokens['on P-521, to P-256'] = await encrypt(p521, token, renamed)
      if (x25519) tokens['on X25519, to P-256'] = await encrypt(x25519, token, renamed)
      if (p256) tokens['to P-384'] = await encrypt(p256, token, { ...renamed, kid: 'P-384' })
      if (p256) tokens['of a key of RSA'] = await encrypt(p256, token, { ...renamed, kid: 'RSA' })
      await expectAllRefused(world, tokens, { setup: encryptedServer })
    },
  },
  {
    ids: ['ATK-79'],
    title: 'refuses party information that is huge, or no base64url',
    async run(world) {
      const token = await world.idp.token()
      const server = await world.server(encryptedServer)
      const parties = { apu: 'QWxpY2U', apv: 'Qm9i' }
      expectAccepted(await server.get('/r', await seal(world, token, parties)))
      const { sealed, contentKey, good } = await forger(world)
      const tokens: Record<string, string> = {}
      for (const name of ['apu', 'apv']) {
        tokens[`${name} of 6 kB`] = await seal(world, token, { [name]: 'A'.repeat(6_000) })
        for (const value of [1, null, ['QQ'], { a: 1 }, 'Q!', 'QR', 'Q']) {
          const label = `${name} ${JSON.stringify(value)}`
          tokens[label] = sealed(contentKey, good, { [name]: value })
        }
      }
      await expectAllRefused(world, tokens, { setup: encryptedServer })
      const forms = await world.server(encryptedFormServer)
      expectAccepted(await forms.request(tokenForm(await seal(world, token))))
      for (const name of ['apu', 'apv']) {
        const megabyte = await seal(world, token, { [name]: 'A'.repeat(1_048_576) })
        expectTooLarge(await forms.request(tokenForm(megabyte)))
        const large = await seal(world, token, { [name]: 'A'.repeat(40_000) })
        expectTooLarge(await forms.request(tokenForm(large)))
      }
    },
  },
]

interface Forger {
  /** What every envelope holds: a good token. */
  readonly token: string
  /** A good ephemeral key, and the content key that it leads to. */
  readonly good: { readonly x: string; readonly y: string } & JweHeader
  readonly contentKey: Buffer
  /** An envelope to the P-256 key of the server; without arguments, a good one. */
  readonly sealed: (key?: Uint8Array, epk?: unknown, header?: JweHeader) => string
}

async function forger(world: World): Promise<Forger> {
  const token = await world.idp.token()
  const { kid, lock } = serverKey(world, 'P-256')
  const { publicKey, privateKey } = keyPair('ec', { namedCurve: 'P-256' })
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
  const good = { kty: 'EC', crv: 'P-256', x, y }
  const contentKey = agreedKey(diffieHellman({ privateKey, publicKey: lock }))
  return {
    token,
    good,
    contentKey,
    sealed: (key = contentKey, epk = good, header = {}) =>
      assemble({ ...HEADER, kid, epk, ...header }, key, token),
  }
}

function point(
  crv: string,
  x: Uint8Array | readonly number[],
  y: Uint8Array | readonly number[],
): JweHeader {
  const [first, second] = [x, y].map((part) => Buffer.from(part).toString('base64url'))
  return { kty: 'EC', crv, x: first, y: second }
}
