import { randomBytes } from 'node:crypto'
import { compact, segmentsOf, unsigned } from '../forge/compact.js'
import { byValue } from '../named.js'
import type { TokenAttack } from '../token-attack.js'

const SPELLINGS = ['None', 'NONE', 'nOnE', 'noNE', 'none ', 'none\u0000', ' none', 'none\n']
const LOOK_ALIKES = ['n\u043Ene', '\uFF4E\uFF4F\uFF4E\uFF45']
const NO_ALGORITHM = [undefined, '', null, ['none'], { toString: 'ES256' }, 'HS256,none']

const about = { family: 'alg none', severity: 'critical', needs: 'token' } as const

/** Tokens that nobody signed. */
export const algNoneAttacks: readonly TokenAttack[] = [
  {
    ...about,
    id: 'alg-none',
    rows: ['ATK-01', 'AT-03', 'BCP-04'],
    title: 'refuses unsigned tokens',
    tokens: (subject) => ({
      'with a kid': unsigned(subject, { header: { alg: 'none' } }),
      'without a kid': unsigned(subject, { header: { alg: 'none', kid: undefined } }),
    }),
  },
  {
    ...about,
    id: 'alg-none-spellings',
    rows: ['ATK-02', 'BCP-04'],
    title: 'refuses unsigned tokens in every spelling of none',
    tokens: (subject) => byValue(SPELLINGS, (alg) => unsigned(subject, { header: { alg } })),
  },
  {
    ...about,
    id: 'alg-none-look-alikes',
    rows: ['ATK-05', 'JOSE-07'],
    title: 'refuses unsigned tokens by names that only look like none',
    tokens: (subject) => byValue(LOOK_ALIKES, (alg) => unsigned(subject, { header: { alg } })),
  },
  {
    ...about,
    id: 'alg-none-signed',
    rows: ['ATK-03', 'BCP-04'],
    title: 'refuses none with a signature of something else, or without its segment',
    tokens: (subject) => {
      const input = subject.input({ header: { alg: 'none' } })
      const [header, payload, signature] = segmentsOf(subject.token())
      return {
        'the original signature': `${segmentsOf(input)[0]}.${payload}.${signature}`,
        'random bytes': compact(input, randomBytes(64)),
        'two segments': input,
        'two segments of a good token': `${header}.${payload}`,
      }
    },
  },
  {
    ...about,
    id: 'alg-missing',
    rows: ['ATK-04', 'JOSE-07', 'BCP-04'],
    title: 'refuses unsigned tokens with a missing or odd alg',
    tokens: (subject) => byValue(NO_ALGORITHM, (alg) => unsigned(subject, { header: { alg } })),
  },
  {
    ...about,
    id: 'alg-none-signed-by-issuer',
    rows: ['ATK-03', 'BCP-04'],
    title: 'refuses none with a good signature over it',
    severity: 'low',
    needs: 'signing-key',
    tokens: (subject) => ({ none: subject.sign({ header: { alg: 'none' } }) }),
  },
]

/** What is no name of an algorithm at all. */
export const noAlgorithm: readonly unknown[] = NO_ALGORITHM
