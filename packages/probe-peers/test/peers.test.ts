import { createTestIdentityProvider, type TestIdentityProvider } from '@countersign/testing'
import { probe, type ProbeReport } from 'countersign'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  awsJwtVerify,
  expressJwt,
  expressOauth2JwtBearer,
  fastifyJwt,
  fastJwt,
  koaJwt,
  nestjsJwt,
  nestjsPassport,
  passportJwt,
  type PeerApi,
} from '../src/index.js'

const AUDIENCE = 'https://rs.example'

/** What is known of them from other sources, and more is found by the others. */
const FAMILIES = ['HTTP', 'alg none', 'cross-JWT', 'claims', 'crit', 'DPoP']

let idp: TestIdentityProvider

beforeAll(async () => {
  idp = await createTestIdentityProvider({ algorithms: ['RS256'] })
})
afterAll(() => idp.close())

async function probePeer(peer: PeerApi): Promise<ProbeReport> {
  const api = await peer.start({ issuer: idp.issuer, jwksUri: idp.jwksUri, audience: AUDIENCE })
  try {
    return await probe({ url: api.url, provider: idp, families: FAMILIES })
  } finally {
    await api.close()
  }
}

/** Names of the tokens that were not refused, by the id of the attack. */
function namesOf({ findings }: ProbeReport): Record<string, readonly string[]> {
  return Object.fromEntries(
    findings.map(({ id, cases }) => [id, cases.flatMap(({ names }) => names)]),
  )
}

const ON_JSONWEBTOKEN = {
  'id-token': 'JWT, for RS',
  expired: 'exp missing',
  'crit-unknown': '{"crit":["urn:x"],"urn:x":1}',
  'bound-as-bearer': expect.stringContaining('"jkt"'),
  'challenge-missing': 'no Authorization header',
}

/** A token of each attack that they do not refuse, as their documentation has them set up. */
const EXPECTED: readonly (readonly [PeerApi, Readonly<Record<string, unknown>>])[] = [
  [expressJwt, ON_JSONWEBTOKEN],
  [koaJwt, ON_JSONWEBTOKEN],
  [passportJwt, ON_JSONWEBTOKEN],
  [nestjsJwt, ON_JSONWEBTOKEN],
  [nestjsPassport, ON_JSONWEBTOKEN],
  [awsJwtVerify, ON_JSONWEBTOKEN],
  [
    fastJwt,
    {
      'id-token': 'JWT, for RS',
      expired: 'exp missing',
      'wrong-audience': 'aud missing',
      'wrong-issuer': 'iss missing',
      'bound-as-bearer': expect.stringContaining('"jkt"'),
    },
  ],
  [
    fastifyJwt,
    {
      'id-token': 'JWT, for RS',
      expired: 'exp missing',
      'wrong-audience': 'aud missing',
      'wrong-issuer': 'iss missing',
      'server-error': expect.stringMatching(/^nbf \d+$/),
      'challenge-missing': 'no Authorization header',
    },
  ],
  [
    expressOauth2JwtBearer,
    {
      'id-token': 'JWT, for RS',
      'query-token': 'access_token in the query',
      'not-yet-valid': expect.stringMatching(/^iat \d+$/),
      'proof-replayed': 'the same proof',
      'bound-as-bearer': expect.stringContaining('"x5t#S256"'),
    },
  ],
]

describe.each(EXPECTED.map(([peer, tokens]) => ({ name: peer.name, peer, tokens })))(
  'an API behind $name',
  ({ peer, tokens }) => {
    it('is found to take what is known of it, and nothing that nobody signed', async () => {
      const report = await probePeer(peer)
      expect(report.reason).toBeUndefined()
      const names = namesOf(report)
      for (const [id, name] of Object.entries(tokens)) {
        expect(names).toMatchObject({ [id]: expect.arrayContaining([name]) })
      }
      expect(report.findings.filter(({ severity }) => severity === 'critical')).toEqual([])
    })
  },
)
