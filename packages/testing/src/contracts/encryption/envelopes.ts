import { strayBits } from './spellings.js'
import { jsonText, segmentsOf } from '../../attacks/forge/compact.js'
import { expectAllRefused, type NamedTokens } from '../attacks/refused-tokens.js'
import type { ContractCase } from '../case.js'
import { expectInvalidRequest } from '../expect.js'
import { eachVariant } from '../variants.js'
import type { World } from '../world.js'
import { forged } from './algorithms.js'
import { assemble, seal } from './encrypt.js'
import { encryptedServer, serverKey } from './server-keys.js'
import { encodeSegment } from '../../index.js'

/** RFC 7516 §4, §5.2, RFC 7519 §5: what is outside of a token is parsed as strictly as the inside. */
export const envelopeCases: readonly ContractCase[] = [
  refusesEnvelopes('refuses a header that is not exactly one object of JSON', (world, token) => {
    const { lock, kid } = serverKey(world, 'A256GCM')
    const good = { alg: 'dir', enc: 'A256GCM', cty: 'JWT', kid }
    const secret = lock.export()
    const text = (header: string): string => assemble(header, secret, token)
    return {
      'alg twice': text(jsonText(good, { first: '"alg":"ECDH-ES"' })),
      'alg twice, the same': text(jsonText(good, { last: '"alg":"dir"' })),
      'enc twice': text(jsonText(good, { first: '"enc":"A128GCM"' })),
      'kid twice': text(jsonText(good, { first: '"kid":"RSA"' })),
      'a list': text(JSON.stringify([good])),
      'a byte order mark': text(`\uFEFF${JSON.stringify(good)}`),
      'a trailing comma': text(JSON.stringify(good).replace('}', ',}')),
      'two objects': text(JSON.stringify(good).repeat(2)),
      empty: text(''),
      'a prototype': text(jsonText(good, { last: '"__proto__":{}' })),
      'an endless number': text(jsonText(good, { last: '"x":1e400' })),
      'a long one': text(jsonText(good, { last: `"x":"${'a'.repeat(4_000)}"` })),
    }
  }),
  refusesEnvelopes('refuses extensions, and a name that is no text', (world, token) =>
    Object.fromEntries(
      [
        { crit: ['exp'], exp: 1 },
        { crit: [] },
        { crit: ['b64'], b64: true },
        { b64: true },
        { kid: 1 },
        { kid: null },
        { kid: ['A256GCM'] },
        { kid: 'A256GCM ' },
        { kid: 'a256gcm' },
        { kid: '' },
        { kid: '__proto__' },
        { kid: 'A128KW' },
      ].map((change) => [JSON.stringify(change), forged(world, token, change)]),
    ),
  ),
  refusesEnvelopes('refuses an envelope that does not say that a token is inside', (world, token) =>
    Object.fromEntries(
      [undefined, null, '', 1, ['JWT'], 'json', 'JWE', 'application/json', 'JWT ', 'text/jwt'].map(
        (cty) => [`cty ${JSON.stringify(cty)}`, forged(world, token, { cty })],
      ),
    ),
  ),
  refusesEnvelopes('refuses any segment that was changed, cut or added to', (world, token) => {
    const good = forged(world, token, {})
    const parts = good.split('.')
    const changes: Readonly<Record<string, (text: string) => string>> = {
      emptied: () => '',
      'cut short': (text) => text.slice(0, -2),
      'longer by a byte': (text) => `${text}AA`,
      'with a byte changed': (text) => (text.startsWith('A') ? 'B' : 'A') + text.slice(1),
      'spelled otherwise': strayBits,
      'with a letter that base64url has not': (text) => `${text.slice(0, -1)}~`,
    }
    const tokens: Record<string, string> = {}
    for (const [name, change] of Object.entries(changes)) {
      for (const at of parts.keys()) {
        const changed = parts.map((part, index) => (index === at ? change(part) : part)).join('.')
        if (changed !== good) tokens[`segment ${at + 1} ${name}`] = changed
      }
    }
    return { ...tokens, 'the last segment padded': `${good}==` }
  }),
  refusesEnvelopes(
    'refuses what only has the shape of an encrypted token',
    async (world, token) => {
      const [header, payload, signature] = segmentsOf(token)
      const sealed = await seal(world, token)
      const [outer = ''] = sealed.split('.')
      return {
        periods: '....',
        'five segments of a token': `${header}.${payload}.${token}`,
        'a header and nothing else': `${outer}....`,
        'four segments': sealed.slice(0, sealed.lastIndexOf('.')),
        'six segments': `${sealed}.`,
        'a period in front': `.${sealed}`,
        'a token with the header of an encrypted one': `${outer}.${payload}.${signature}`,
        'the JSON serialisation': encodeSegment({ protected: outer }),
      }
    },
  ),
  {
    ids: [],
    title: 'takes what is no spelling of a token for a malformed request',
    async run(world) {
      const server = await world.server(encryptedServer)
      const sealed = await seal(world, await world.idp.token())
      const [header = '', ...rest] = sealed.split('.')
      const paddedInside = [`${header}=`, ...rest].join('.')
      const odd = [`${sealed},`, sealed.replace('.', '.,'), `"${sealed}"`, paddedInside]
      await eachVariant(odd, async (token) => {
        expectInvalidRequest(await server.get('/r', token))
      })
    },
  },
]

/** A case in which the server refuses each of these; all of them are made around the same good token. */
function refusesEnvelopes(
  title: string,
  envelopes: (world: World, token: string) => NamedTokens | Promise<NamedTokens>,
): ContractCase {
  return {
    ids: [],
    title,
    async run(world) {
      const tokens = await envelopes(world, await world.idp.token())
      await expectAllRefused(world, tokens, { setup: encryptedServer })
    },
  }
}
