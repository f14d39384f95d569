import { createPublicKey, randomBytes } from 'node:crypto'
import { CompactEncrypt, type CompactJWEHeaderParameters } from 'jose'
import { encodeSegment } from '../../index.js'
import { keyOf, unsigned } from '../attacks/forge/compact.js'
import { refusesTokens } from '../attacks/refused-tokens.js'
import type { ContractCase } from '../case.js'

/** RFC 7516: an encrypted token says nothing about who made it. */
export const encryptedTokenCases: readonly ContractCase[] = [
  refusesTokens(
    ['JOSE-40', 'ATK-74'],
    'refuses encrypted tokens, with claims or with a signed token inside',
    async ({ idp }) => {
      const rsa = createPublicKey(keyOf(idp, 'rs1').privateKey)
      const ec = createPublicKey(keyOf(idp, 'es1').privateKey)
      const secret = randomBytes(32)
      const plaintexts = {
        claims: JSON.stringify(idp.claims()),
        'a signed token': await idp.token(),
        'an unsigned token': unsigned(idp, { header: { alg: 'none' } }),
      }
      const ways: Readonly<Record<string, [CompactJWEHeaderParameters, typeof rsa | Uint8Array]>> =
        {
          'RSA-OAEP-256': [{ alg: 'RSA-OAEP-256', enc: 'A256GCM', kid: 'rs1' }, rsa],
          'ECDH-ES': [{ alg: 'ECDH-ES', enc: 'A128CBC-HS256', kid: 'es1' }, ec],
          dir: [{ alg: 'dir', enc: 'A256GCM' }, secret],
          A256KW: [{ alg: 'A256KW', enc: 'A256GCM' }, secret],
        }
      const tokens = Object.entries(plaintexts).flatMap(([content, plaintext]) =>
        Object.entries(ways).flatMap(([way, [header, key]]) =>
          ['at+jwt', 'JWT'].map(async (typ) => {
            const jwe = new CompactEncrypt(Buffer.from(plaintext))
            const token = await jwe.setProtectedHeader({ typ, cty: 'JWT', ...header }).encrypt(key)
            return [`${way}, ${typ}, around ${content}`, token] as const
          }),
        ),
      )
      return Object.fromEntries(await Promise.all(tokens))
    },
  ),
  refusesTokens(['JOSE-40'], 'refuses what only has the shape of a JWE', async ({ idp }) => {
    const token = await idp.token()
    const [header = '', payload = ''] = token.split('.')
    const jwe = encodeSegment({ alg: 'dir', enc: 'A256GCM' })
    const costly = {
      alg: 'PBES2-HS256+A128KW',
      enc: 'A128GCM',
      p2s: 'AAAAAAAAAAA',
      p2c: 2 ** 31 - 1,
    }
    return {
      'five segments, empty': '....',
      'five segments of a token': `${header}.${payload}.${token}`,
      'a JWE header and nothing else': `${jwe}....`,
      'a JWE that costs 2^31 iterations to open': `${encodeSegment(costly)}.AAAA.AAAA.AAAA.AAAA`,
      'a JWE with a deflated payload': `${encodeSegment({ ...costly, zip: 'DEF' })}.AAAA.AAAA.AAAA.AAAA`,
      'a JWE header on a signed token': token.replace(header, jwe),
      'a signed token with enc': idp.sign({ header: { enc: 'A256GCM', alg: 'dir' } }),
    }
  }),
]
