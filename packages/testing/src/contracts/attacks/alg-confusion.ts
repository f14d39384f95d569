import { createPublicKey, type JsonWebKey } from 'node:crypto'
import type { SigningKey } from '@countersign/issuer'
import type { TestIdentityProvider } from '../../index.js'
import type { ContractCase } from '../case.js'
import type { World } from '../world.js'
import { createCertificate, toPem } from '../../x509/certificate.js'
import { signedByHmac } from './forge/compact.js'
import { sshForm } from './forge/ssh.js'
import { oncePerWorld } from './once-per-world.js'
import { expectAllRefused } from './refused-tokens.js'

type Secrets = Readonly<Record<string, string | Uint8Array>>

/** Tokens signed by a shared secret that everyone knows: some form of the public key. */
export const algConfusionCases: readonly ContractCase[] = [
  refusesSecrets(
    ['ATK-16'],
    'refuses the public key as PEM in the place of a secret',
    (key) => {
      const pem = spkiPem(key).trimEnd()
      return {
        'final newline': `${pem}\n`,
        'no final newline': pem,
        CRLF: `${pem}\n`.replaceAll('\n', '\r\n'),
        'leading space': ` ${pem}\n`,
        'leading newline': `\n${pem}\n`,
        'leading spaces, no final newline': `  ${pem}`,
        'one line': pem.replaceAll('\n', ''),
      }
    },
    ['sha256', 'sha384', 'sha512'],
  ),
  refusesSecrets(['ATK-17'], 'refuses the public key as DER, PKCS#1 or certificate', (key, idp) => {
    const certificate = createCertificate({
      subject: idp.issuer,
      publicKey: createPublicKey(key.privateKey),
      issuer: idp.issuer,
      issuerKey: key.privateKey,
    })
    return {
      'SPKI DER': createPublicKey(key.privateKey).export({ type: 'spki', format: 'der' }),
      'certificate DER': certificate,
      'certificate PEM': toPem(certificate),
      'certificate base64': certificate.toString('base64'),
      ...pkcs1(key),
    }
  }),
  refusesSecrets(
    ['ATK-18', 'BCP-03'],
    'refuses the public key as JWK, or a member of it',
    (key, idp) => {
      const served = idp.jwks.keys.find((jwk) => (jwk as JsonWebKey)['kid'] === key.kid)
      const { kty, crv, n, e, x, y } = key.publicJwk
      // The members of RFC 7638 §3.2, in the order of their names.
      const canonical = Object.entries({ crv, e, kty, n, x, y }).filter(([, value]) => value)
      return {
        'as served': JSON.stringify(served),
        'the whole set as served': JSON.stringify(idp.jwks),
        canonical: JSON.stringify(Object.fromEntries(canonical)),
        'the first member as text': n ?? x ?? '',
        'the first member as bytes': Buffer.from(n ?? x ?? '', 'base64url'),
      }
    },
  ),
  refusesSecrets(['ATK-19'], 'refuses the public point, or the SSH form of the key', (key) => ({
    ...points(key),
    'SSH line': sshForm(key.publicJwk),
    'SSH line with comment': `${sshForm(key.publicJwk)} as@example\n`,
    'SSH blob': Buffer.from(sshForm(key.publicJwk).split(' ')[1] ?? '', 'base64'),
  })),
  refusesSecrets(['ATK-20'], 'refuses secrets that come out of a missing key', () => ({
    empty: '',
    null: 'null',
    undefined: 'undefined',
    object: '[object Object]',
    'zero octets': Buffer.alloc(32),
  })),
  {
    ids: ['ATK-21'],
    title: 'refuses HS256 even where the published set holds a symmetric key',
    async run(world) {
      const idp = await world.provider({ algorithms: ['ES256'] })
      const secret = Buffer.alloc(32, 7)
      const oct = { kty: 'oct', k: secret.toString('base64url') }
      const entries = [
        { ...oct, kid: 'hs1', alg: 'HS256', use: 'sig' },
        { ...oct, kid: 'hs2' },
        { ...oct, kid: 'es1', alg: 'ES256' },
      ]
      idp.jwks.keys.unshift(...entries)
      const tokens = Object.fromEntries(
        entries.map(({ kid }) => [kid, signedByHmac(idp, secret, { header: { kid } })]),
      )
      const anonymous = signedByHmac(idp, secret, { header: { kid: undefined } })
      const setup = { key: 'symmetric key published', options: { issuer: idp.issuer } }
      await expectAllRefused(world, { ...tokens, 'without kid': anonymous }, { setup, idp })
    },
  },
]

/** Tries the secrets of each published key, and once more where the keys do not name an algorithm. */
function refusesSecrets(
  ids: readonly string[],
  title: string,
  secretsOf: (key: SigningKey, idp: TestIdentityProvider) => Secrets,
  hashes: readonly string[] = ['sha256'],
): ContractCase {
  const tokens = (idp: TestIdentityProvider): Record<string, string> =>
    Object.fromEntries(
      [...idp.keys.values()].flatMap((key) =>
        Object.entries(secretsOf(key, idp)).flatMap(([name, secret]) =>
          hashes.map((hash) => [
            `${key.kid} ${name} ${hash}`,
            signedByHmac(idp, secret, { header: { kid: key.kid } }, hash),
          ]),
        ),
      ),
    )
  const run = async (world: World): Promise<void> => {
    await expectAllRefused(world, tokens(world.idp))
    const idp = await bareProvider(world)
    const setup = { key: 'keys without alg', options: { issuer: idp.issuer } }
    await expectAllRefused(world, tokens(idp), { setup, idp })
  }
  return { ids, title, run }
}

/** A provider whose published keys have no `alg` and no `use`: the token would have to name them. */
const bareProvider = oncePerWorld(async (world) => {
  const idp = await world.provider({ algorithms: ['ES256', 'RS256', 'Ed25519'] })
  idp.jwks.keys = idp.jwks.keys.map((jwk) => {
    const { alg: _alg, use: _use, ...rest } = jwk as JsonWebKey
    return rest
  })
  return idp
})

function spkiPem({ privateKey }: SigningKey): string {
  return createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString()
}

function pkcs1({ privateKey }: SigningKey): Secrets {
  if (privateKey.asymmetricKeyType !== 'rsa') return {}
  const publicKey = createPublicKey(privateKey)
  return {
    'PKCS#1 PEM': publicKey.export({ type: 'pkcs1', format: 'pem' }),
    'PKCS#1 DER': publicKey.export({ type: 'pkcs1', format: 'der' }),
  }
}

function points({ publicJwk: { x, y } }: SigningKey): Secrets {
  if (x === undefined) return {}
  const point = Buffer.concat([x, y ?? ''].map((part) => Buffer.from(part, 'base64url')))
  return { 'x || y': point, '04 || x || y': Buffer.concat([Buffer.from([4]), point]) }
}
