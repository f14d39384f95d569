import { constants, createHash, publicEncrypt, randomBytes } from 'node:crypto'
import { encodeSegment } from '../../index.js'
import { keyOf } from '../attacks/key-of.js'
import { expectAllRefused, type NamedTokens } from '../attacks/refused-tokens.js'
import type { ContractCase } from '../case.js'
import { expectAccepted } from '../expect.js'
import type { World } from '../world.js'
import { assemble, encrypt, seal, type JweHeader } from './encrypt.js'
import { encryptedServer, serverKey } from './server-keys.js'

/** RFC 8725 §3.1, §3.2, rfc8725bis §3.13 and §3.15: what tokens may be encrypted with. */
export const encryptionAlgorithmCases: readonly ContractCase[] = [
  refusesEncrypted(
    ['BCP-12', 'ATK-76'],
    'refuses passwords, however often they are hashed',
    async (world) => {
      const { lock } = serverKey(world, 'A128KW')
      const token = await world.idp.token()
      const tokens: Record<string, string> = {}
      // With the server's own key as the password: it could open them, if it were willing.
      for (const alg of ['PBES2-HS256+A128KW', 'PBES2-HS384+A192KW', 'PBES2-HS512+A256KW']) {
        tokens[alg] = await encrypt({ lock, kid: 'A128KW' }, token, { alg })
        tokens[`${alg}, no kid`] = await encrypt({ lock, kid: 'A128KW' }, token, {
          alg,
          kid: undefined,
        })
      }
      const pbes2 = (p2c: string): string => {
        const header = `{"alg":"PBES2-HS256+A128KW","enc":"A256GCM","cty":"JWT","kid":"A128KW","p2s":"AAAAAAAAAAAAAAAA","p2c":${p2c}}`
        return assemble(header, randomBytes(32), token, randomBytes(40))
      }
      for (const p2c of ['2147483647', '-1', '"1"', '1e400', '0', 'null', '1000']) {
        tokens[`p2c ${p2c}`] = pbes2(p2c)
      }
      return tokens
    },
  ),
  refusesEncrypted(
    ['BCP-12', 'ATK-77'],
    'refuses what is compressed, be it a bomb or a token',
    async (world) => {
      const token = await world.idp.token()
      const bomb = Buffer.alloc(8_000_000, 0x20)
      const [header, ...rest] = (await seal(world, token)).split('.')
      const read: unknown = JSON.parse(Buffer.from(String(header), 'base64url').toString())
      const claimed = encodeSegment({ ...(read as object), zip: 'DEF' })
      return {
        'a bomb': await seal(world, bomb, { zip: 'DEF' }),
        'a bomb that ends as a token': await seal(
          world,
          Buffer.concat([bomb, Buffer.from(token)]),
          { zip: 'DEF' },
        ),
        'a token': await seal(world, token, { zip: 'DEF' }),
        'what only says so': [claimed, ...rest].join('.'),
        ...(await named(['GZ', 'def', '', null, 1, ['DEF']], (zip) =>
          Promise.resolve(forged(world, token, { zip })),
        )),
      }
    },
  ),
  refusesEncrypted(
    ['ATK-78'],
    'refuses RSA1_5, with good padding as with bad, and a wrong key',
    async (world) => {
      const { lock, kid } = serverKey(world, 'RSA')
      const token = await world.idp.token()
      const contentKey = randomBytes(32)
      const wrapped = (padding: number, key: Buffer, options = {}): Buffer =>
        publicEncrypt({ key: lock, padding, ...options }, key)
      const pkcs1 = constants.RSA_PKCS1_PADDING
      const to = (alg: string, encryptedKey: Buffer): string =>
        assemble({ alg, enc: 'A256GCM', cty: 'JWT', kid }, contentKey, token, encryptedKey)
      const oaep = constants.RSA_PKCS1_OAEP_PADDING
      const sha256 = { oaepHash: 'sha256' }
      return {
        'RSA1_5, good padding': to('RSA1_5', wrapped(pkcs1, contentKey)),
        'RSA1_5, malformed padding': to('RSA1_5', randomBytes(256).fill(0, 0, 1)),
        'RSA1_5, a wrong key': to('RSA1_5', wrapped(pkcs1, randomBytes(32))),
        'RSA1_5, a key of the wrong length': to('RSA1_5', wrapped(pkcs1, randomBytes(16))),
        // The same of what is taken: nobody can tell one from the other.
        'RSA-OAEP-256, malformed padding': to('RSA-OAEP-256', randomBytes(256).fill(0, 0, 1)),
        'RSA-OAEP-256, a wrong key': to('RSA-OAEP-256', wrapped(oaep, randomBytes(32), sha256)),
        'RSA-OAEP-256, a key of the wrong length': to(
          'RSA-OAEP-256',
          wrapped(oaep, randomBytes(16), sha256),
        ),
        'RSA-OAEP-256, by another hash': to('RSA-OAEP-256', wrapped(oaep, contentKey)),
        'RSA-OAEP-256, as PKCS #1': to('RSA-OAEP-256', wrapped(pkcs1, contentKey)),
        'RSA-OAEP, by another hash': to('RSA-OAEP', wrapped(oaep, contentKey, sha256)),
        'RSA-OAEP-256, above the modulus': to('RSA-OAEP-256', Buffer.alloc(256, 0xff)),
        'RSA-OAEP-256, empty': to('RSA-OAEP-256', Buffer.alloc(0)),
      }
    },
  ),
  refusesEncrypted(
    ['ATK-80'],
    'refuses a public value for a shared key, and an enc that nobody knows',
    async (world) => {
      const { idp } = world
      const token = await idp.token()
      const { publicJwk } = keyOf(idp)
      const text = JSON.stringify(publicJwk)
      const values: Readonly<Record<string, Uint8Array>> = {
        'x of a published key': Buffer.from(publicJwk.x ?? '', 'base64url'),
        'the hash of a published key': createHash('sha256').update(text).digest(),
        'x of our own key': Buffer.from(serverKey(world, 'P-256').jwk.x ?? '', 'base64url'),
        'the hash of the issuer': createHash('sha256').update(idp.issuer).digest(),
        zeros: Buffer.alloc(32),
        'another shared key': serverKey(world, 'A256KW').lock.export(),
      }
      const tokens: Record<string, string> = {}
      for (const [name, key] of Object.entries(values)) {
        for (const kid of [undefined, 'A256GCM', 'P-256', 'es1']) {
          const header = { alg: 'dir', enc: 'A256GCM', cty: 'JWT', kid }
          tokens[`${name}, kid ${kid}`] = assemble(header, key, token)
        }
      }
      const unknown = [
        'A256GCM-SIV',
        'XC20P',
        'a256gcm',
        'A256GCM ',
        'none',
        '',
        'toString',
        null,
        1,
      ]
      const encs = await named([...unknown, undefined, ['A256GCM']], (enc) =>
        Promise.resolve(forged(world, token, { enc })),
      )
      return { ...tokens, ...encs }
    },
  ),
  refusesEncrypted(
    [],
    'refuses an alg that is not on the list, or of another key',
    async (world) => {
      const token = await world.idp.token()
      const to = (kid: string, alg: string, enc = 'A256GCM'): Promise<string> =>
        encrypt({ lock: serverKey(world, kid).lock, kid }, token, { alg, enc })
      return {
        ...(await named(
          [
            'DIR',
            'none',
            'HS256',
            'RS256',
            'ECDH-1PU',
            '',
            'toString',
            '__proto__',
            null,
            1,
            ['dir'],
          ],
          (alg) => Promise.resolve(forged(world, token, { alg })),
        )),
        'a shared key that is for another alg': await encrypt(
          { lock: serverKey(world, 'A128KW').lock, kid: 'A128KW' },
          token,
          { alg: 'A128GCMKW' },
        ),
        'a shared key that is for another enc': await to('A256GCM', 'dir', 'A128CBC-HS256'),
        'a wrapping key as the content key': await to('A256KW', 'dir'),
        'the content key as a wrapping key': await to('A256GCM', 'A256KW'),
      }
    },
  ),
]

/** A case in which the server refuses each of these tokens, and still takes a good one. */
function refusesEncrypted(
  ids: readonly string[],
  title: string,
  tokens: (world: World) => Promise<NamedTokens>,
): ContractCase {
  return {
    ids,
    title,
    async run(world) {
      await expectAllRefused(world, await tokens(world), { setup: encryptedServer })
      const good = forged(world, await world.idp.token(), {})
      expectAccepted(await (await world.server(encryptedServer)).get('/r', good))
    },
  }
}

/** A token by `dir` with the server's own key for A256GCM: good but for these changes of its header. */
export function forged(world: World, token: string, header: JweHeader): string {
  const { lock, kid } = serverKey(world, 'A256GCM')
  const good = { alg: 'dir', enc: 'A256GCM', cty: 'JWT', kid }
  return assemble({ ...good, ...header }, lock.export(), token)
}

async function named(
  values: readonly unknown[],
  make: (value: unknown) => Promise<string>,
): Promise<NamedTokens> {
  const entries = values.map(
    async (value) => [JSON.stringify(value) ?? 'undefined', await make(value)] as const,
  )
  return Object.fromEntries(await Promise.all(entries))
}
