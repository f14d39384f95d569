import assert from 'node:assert/strict'
import { createHash, createPublicKey } from 'node:crypto'
import type { SigningKey } from '@countersign/issuer'
import type { TestIdentityProvider } from '../../index.js'
import type { ContractCase } from '../case.js'
import { expectAccepted } from '../expect.js'
import type { World } from '../world.js'
import { createCertificate } from '../../x509/certificate.js'
import { keyOf } from './forge/compact.js'
import { oncePerWorld } from './once-per-world.js'
import { expectOnlyProviderFetched, WATCHED_SERVER } from './outbound.js'
import { expectAllRefused, type NamedTokens } from './refused-tokens.js'

/** Tokens that bring the key they were signed with, or say where to get it. */
export const injectedKeyCases: readonly ContractCase[] = [
  attackerTokens(['ATK-06', 'JOSE-18'], 'refuses a key that came in the header (jwk)', (forge) =>
    forge((key) => ({ jwk: key.publicJwk })),
  ),
  attackerTokens(
    ['ATK-07', 'JOSE-18'],
    'refuses a certificate that came in the header (x5c)',
    (forge, idp) => {
      const root = certificateOf(idp.issuer, keyOf(idp, 'es1')).toString('base64')
      return {
        ...forge((key) => {
          const leaf = certificateOf('attacker.example', key)
          return {
            x5c: [leaf.toString('base64')],
            x5t: createHash('sha1').update(leaf).digest('base64url'),
            'x5t#S256': createHash('sha256').update(leaf).digest('base64url'),
          }
        }, 'self-signed '),
        ...forge((key) => {
          const leaf = certificateOf(idp.issuer, key).toString('base64')
          return { x5c: [leaf, root] }
        }, 'with the real root '),
      }
    },
  ),
  attackerTokens(
    ['ATK-08', 'ATK-09', 'JOSE-19'],
    'never fetches the keys that a header names (jku)',
    (forge, { issuer }, attacker) => {
      const foolsPrefixChecks = ['https://as.example', issuer].flatMap((trusted) => [
        `${trusted}@evil/jwks`,
        `${trusted}.evil/jwks`,
        `${trusted}/redirect?u=https://evil`,
        `${trusted}%2eevil/jwks`,
      ])
      const urls = ['https://collab.example/jwks', attacker.jwksUri, ...foolsPrefixChecks]
      return byUrl(urls, (jku) => forge(() => ({ jku }), `${jku} `))
    },
  ),
  attackerTokens(
    ['ATK-10', 'JOSE-19'],
    'never fetches the certificate that a header names (x5u)',
    (forge, _idp, attacker) => {
      const urls = [
        'http://169.254.169.254/latest/meta-data/',
        'file:///etc/passwd',
        'http://127.0.0.1:6379/',
        `${attacker.issuer}/certificate`,
      ]
      return byUrl(urls, (x5u) => forge(() => ({ x5u }), `${x5u} `))
    },
  ),
  {
    ids: ['ATK-08', 'ATK-10', 'JOSE-12'],
    title: 'ignores the same members on a good token',
    async run(world) {
      const attacker = await attackerOf(world)
      const server = await world.server(WATCHED_SERVER)
      const header = {
        jwk: keyOf(attacker).publicJwk,
        jku: attacker.jwksUri,
        x5u: attacker.jwksUri,
      }
      expectAccepted(await server.get('/r', await world.idp.token({}, { header })))
      assert.equal(attacker.requestCount(), 0)
      expectOnlyProviderFetched(world)
    },
  },
]

/** The same algorithms and kids as the real one: nothing but the keys themselves is foreign. */
const attackerOf = oncePerWorld((world) => world.provider())

/** Signs by each of the attacker's keys: with the kid of the real key, with its own, and with none. */
type Forge = (header: (key: SigningKey) => object, prefix?: string) => NamedTokens

function attackerTokens(
  ids: readonly string[],
  title: string,
  tokens: (forge: Forge, idp: TestIdentityProvider, attacker: TestIdentityProvider) => NamedTokens,
): ContractCase {
  const run = async (world: World): Promise<void> => {
    const attacker = await attackerOf(world)
    const forge: Forge = (header, prefix = '') =>
      Object.fromEntries(
        [...attacker.keys.values()].flatMap((key) =>
          [key.kid, 'attacker', undefined].map((kid) => [
            `${prefix}${key.algorithm} ${kid ?? 'without kid'}`,
            world.idp.sign({ header: { ...header(key), kid }, key }),
          ]),
        ),
      )
    await expectAllRefused(world, tokens(forge, world.idp, attacker), { setup: WATCHED_SERVER })
    assert.equal(attacker.requestCount(), 0, 'the attacker saw a request')
    expectOnlyProviderFetched(world)
  }
  return { ids, title, run }
}

function byUrl(urls: readonly string[], tokens: (url: string) => NamedTokens): NamedTokens {
  return Object.fromEntries(urls.flatMap((url) => Object.entries(tokens(url))))
}

function certificateOf(subject: string, { privateKey }: SigningKey): Buffer {
  const publicKey = createPublicKey(privateKey)
  return createCertificate({ subject, publicKey, issuer: subject, issuerKey: privateKey })
}
