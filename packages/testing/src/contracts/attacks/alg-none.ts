import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import type { ContractCase } from '../case.js'
import { expectMisconfigured } from '../expect.js'
import { compact, segmentsOf, signingInput, unsigned } from './forge/compact.js'
import { refusesTokens, type NamedTokens } from './refused-tokens.js'

const SPELLINGS = ['None', 'NONE', 'nOnE', 'noNE', 'none ', 'none\u0000', ' none', 'none\n']

const NO_ALGORITHM = [undefined, '', null, ['none'], { toString: 'ES256' }, 'HS256,none']
const ODD_ALGORITHM = [['ES256'], {}, 0, 1, true, 'toString', '__proto__', 'constructor']

/** Tokens that nobody signed, and algorithm names that are none of ours. */
export const algNoneCases: readonly ContractCase[] = [
  refusesTokens(['ATK-01', 'AT-03', 'BCP-04'], 'refuses unsigned tokens', ({ idp }) => ({
    'with a kid': unsigned(idp, { header: { alg: 'none' } }),
    'without a kid': unsigned(idp, { header: { alg: 'none', kid: undefined } }),
  })),
  refusesTokens(
    ['ATK-02', 'BCP-04'],
    'refuses unsigned tokens in every spelling of none',
    (world) => byAlgorithm(SPELLINGS, (alg) => unsigned(world.idp, { header: { alg } })),
  ),
  refusesTokens(
    ['ATK-03', 'BCP-04'],
    'refuses none with a signature, or without its segment',
    async ({ idp }) => {
      const input = signingInput(idp, { header: { alg: 'none' } })
      const [header, payload] = segmentsOf(await idp.token())
      return {
        'the original signature': `${segmentsOf(input)[0]}.${payload}.${segmentsOf(idp.sign({}))[2]}`,
        'a signature over itself': idp.sign({ header: { alg: 'none' } }),
        'random bytes': compact(input, randomBytes(64)),
        'two segments': input,
        'two segments of a good token': `${header}.${payload}`,
      }
    },
  ),
  refusesTokens(
    ['ATK-04', 'JOSE-07', 'BCP-04'],
    'refuses a missing or odd alg, signed or not',
    ({ idp }) => ({
      ...byAlgorithm([...NO_ALGORITHM, ...ODD_ALGORITHM], (alg) => idp.sign({ header: { alg } })),
      ...byAlgorithm(NO_ALGORITHM, (alg) => unsigned(idp, { header: { alg } }), 'unsigned '),
    }),
  ),
  refusesTokens(
    ['ATK-05', 'JOSE-07'],
    'refuses names that only look like an algorithm',
    ({ idp }) => ({
      ...byAlgorithm(['n\u043Ene', '\uFF4E\uFF4F\uFF4E\uFF45'], (alg) =>
        unsigned(idp, { header: { alg } }),
      ),
      ...byAlgorithm(['\uFF32\uFF33256', 'RS256\u200b', 'rs256', 'Rs256', 'RS256 '], (alg) =>
        idp.sign({ header: { alg }, key: 'rs1' }),
      ),
      ...byAlgorithm(['ES256\n', 'es256', 'ES256 ', ' ES256', '\u0395S256', 'ES256\u0000'], (alg) =>
        idp.sign({ header: { alg } }),
      ),
      ...byAlgorithm(['eddsa', 'EDDSA', 'ed25519'], (alg) =>
        idp.sign({ header: { alg }, key: 'ed1' }),
      ),
    }),
  ),
  {
    ids: ['BCP-04'],
    title: 'refuses to start with an empty list of algorithms, rather than take any',
    async run({ core, idp, audience }) {
      const options = { issuer: idp.issuer, audience }
      for (const algorithms of [[], ['none'], 'none', null]) {
        expectMisconfigured(core, { ...options, algorithms }, 'algorithms')
      }
      const verifier = core.createVerifier({ ...options, algorithms: undefined })
      const token = unsigned(idp, { header: { alg: 'none' } })
      await assert.rejects(verifier.verifyToken(token), { status: 401 })
      verifier.close()
    },
  },
]

function byAlgorithm(
  algorithms: readonly unknown[],
  token: (alg: unknown) => string,
  prefix = '',
): NamedTokens {
  return Object.fromEntries(
    algorithms.map((alg) => [`${prefix}${JSON.stringify(alg) ?? 'missing'}`, token(alg)]),
  )
}
