import { encodeSegment } from '../../index.js'
import { segmentsOf, signedByHmac, unsigned } from '../../attacks/forge/compact.js'
import { keyOf } from '../attacks/key-of.js'
import { subjectIn } from '../attacks/subject-in.js'
import { expectAllRefused, type NamedTokens } from '../attacks/refused-tokens.js'
import type { ContractCase } from '../case.js'
import { expectAccepted, expectInvalidToken } from '../expect.js'
import type { Answer, World } from '../world.js'
import { seal, tokenForm } from './encrypt.js'
import { encryptedFormServer, encryptedServer } from './server-keys.js'

/** RFC 8725 §3.3, RFC 9068 §4: what is in a token has to be as good as any other. */
export const nestedCases: readonly ContractCase[] = [
  refusesSealed(['BCP-05'], 'refuses what nobody has signed in a good envelope', async (world) => {
    const { idp } = world
    const subject = subjectIn(world)
    const token = await idp.token()
    const [header, payload, signature] = segmentsOf(token)
    const other = await idp.token({ sub: 'somebody else' })
    return {
      'a bad signature': `${header}.${payload}.${segmentsOf(other)[2]}`,
      'a signature cut short': token.slice(0, -4),
      'alg none': unsigned(subject, { header: { alg: 'none' } }),
      'alg none with a signature': `${encodeSegment({ alg: 'none', typ: 'at+jwt' })}.${payload}.${signature}`,
      'plain claims': JSON.stringify(idp.claims()),
      'plain claims, encoded': encodeSegment(idp.claims()),
      'claims as a list': JSON.stringify([idp.claims()]),
    }
  }),
  refusesSealed(
    ['ATK-75'],
    'refuses a token inside that is unsigned, or signed by whom it names itself',
    async (world) => {
      const { idp } = world
      const subject = subjectIn(world)
      const stranger = await world.provider({ algorithms: ['ES256'] })
      const strange = keyOf(stranger)
      const jwk = strange.publicJwk
      const embedded = (header: object): string =>
        idp.sign({ header: { alg: 'ES256', kid: undefined, ...header }, key: strange })
      return {
        'unsigned, its alg untouched': unsigned(subject, {}),
        'unsigned, without alg': unsigned(subject, { header: { alg: undefined } }),
        ...Object.fromEntries(
          ['none', 'None', 'NONE', 'nOnE', ''].map((alg) => [
            `unsigned, alg "${alg}"`,
            unsigned(subject, { header: { alg } }),
          ]),
        ),
        'signed by an embedded key': embedded({ jwk }),
        'signed by an embedded key with the name of a good one': embedded({ jwk, kid: 'es1' }),
        'signed by the key of a URL': embedded({ jku: stranger.jwksUri }),
        'signed by an embedded chain': embedded({ x5c: ['MIIB'] }),
        'signed by the hash of a public key': signedByHmac(subject, JSON.stringify(jwk)),
      }
    },
  ),
  refusesSealed([], 'refuses a token inside that would be refused outside', async ({ idp }) => {
    const now = Math.floor(Date.now() / 1000)
    return {
      expired: await idp.token({ exp: now - 100_000, iat: now - 100_300 }),
      'for another API': await idp.token({ aud: 'https://other.example' }),
      'of another issuer': await idp.token({ iss: 'https://other.example' }),
      'of no issuer': await idp.token({ iss: undefined }),
      'an ID token': await idp.token({ nonce: 'n' }, { header: { typ: 'JWT' } }),
      'with a critical extension': idp.sign({ header: { crit: ['b64'], b64: true } }),
      'with a name twice': idp.sign({
        payload: `${JSON.stringify(idp.claims()).slice(0, -1)},"sub":"admin"}`,
      }),
      'bound to a key that nobody proves': await idp.token({
        cnf: { jkt: 'A'.repeat(43) },
      }),
    }
  }),
  refusesSealed([], 'refuses anything inside but one compact token', async ({ idp }) => {
    const token = await idp.token()
    const [header, payload, signature] = segmentsOf(token)
    return {
      nothing: '',
      periods: '..',
      'two tokens': `${token}.${token}`,
      'a token and a line': `${token}\n`,
      'a token behind a space': ` ${token}`,
      'a token in quotes': JSON.stringify(token),
      'a token with a byte order mark': `\uFEFF${token}`,
      'a token with padding': `${token}==`,
      'a character that is another one by its low byte': `\u0165${token.slice(1)}`,
      'a JSON serialisation': JSON.stringify({ protected: header, payload, signature }),
      'a scheme and a token': `Bearer ${token}`,
    }
  }),
  {
    ids: ['ATK-80'],
    title: 'opens one envelope, and none that is in another',
    async run(world) {
      const server = await world.server(encryptedFormServer)
      const send = (token: string): Promise<Answer> => server.request(tokenForm(token))
      let sealed = await seal(world, await world.idp.token())
      expectAccepted(await send(sealed))
      for (let depth = 2; depth <= 10; depth++) {
        // Each is in the one before. Ten of them are too long for a header.
        // oxlint-disable no-await-in-loop
        sealed = await seal(world, sealed)
        expectInvalidToken(await send(sealed))
        // oxlint-enable no-await-in-loop
      }
    },
  },
]

/** A case in which the server refuses each of these texts, encrypted to it as it should be. */
function refusesSealed(
  ids: readonly string[],
  title: string,
  texts: (world: World) => Promise<NamedTokens>,
): ContractCase {
  return {
    ids,
    title,
    async run(world) {
      const entries = Object.entries(await texts(world)).map(
        async ([name, text]) => [name, await seal(world, text)] as const,
      )
      const tokens = Object.fromEntries(await Promise.all(entries))
      await expectAllRefused(world, tokens, { setup: encryptedServer })
    },
  }
}
