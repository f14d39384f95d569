import type { ContractCase } from '../case.js'
import { expectMisconfigured } from '../expect.js'
import { eachVariant } from '../variants.js'
import type { World } from '../world.js'

type Wrong = readonly (readonly [options: object, option: string])[]

const sources: Wrong = [
  [{ sources: { query: true } }, 'sources.query'],
  [{ sources: { body: true } }, 'sources.body'],
  [{ sources: { cookie: 'at' } }, 'sources.cookie'],
  [{ sources: { header: true, body: true, query: true } }, 'sources.body'],
]

const bindings: Wrong = [
  [{ binding: 'allow' }, 'binding'],
  [{ dpop: 'refuse' }, 'dpop'],
  [{ dpop: { mode: 'refuse' } }, 'dpop.mode'],
  [{ dpop: 'never' }, 'dpop'],
  [{ dpop: null }, 'dpop'],
  [{ audience: 'urn:rs' }, 'publicUrl'],
]

const algorithms: Wrong = [
  [{ algorithms: ['RS256'] }, 'algorithms'],
  [{ algorithms: ['ES256', 'RS256'] }, 'algorithms'],
  [{ algorithms: ['ES384'] }, 'algorithms'],
  [{ algorithms: ['HS256'] }, 'algorithms'],
  [{ algorithms: ['none'] }, 'algorithms'],
  [{ algorithms: null }, 'algorithms'],
  [{ dpop: { algorithms: ['RS256', 'ES256'] } }, 'dpop.algorithms'],
  [{ dpop: { algorithms: ['ES512'] } }, 'dpop.algorithms'],
]

/** A profile that contradicts what stands beside it does not start. */
export const configurationCases: readonly ContractCase[] = [
  refuses(['FAPI-02'], 'starts with no source of tokens beside the header', sources),
  refuses(['FAPI-05'], 'starts with no way around bound tokens', bindings),
  refuses(['FAPI-06'], 'starts with no other algorithms', algorithms),
  {
    ids: ['FAPI-06'],
    title: 'starts with no other algorithms of one issuer',
    async run({ core, audience }) {
      const issuer = { issuer: 'https://a.example', algorithms: ['ES256', 'PS512'] }
      const options = { profile: 'fapi2', audience }
      expectMisconfigured(core, { ...options, issuer }, 'issuer.algorithms')
      const several = { ...options, issuer: ['https://b.example', issuer] }
      expectMisconfigured(core, several, 'issuer[1].algorithms')
    },
  },
  refuses(['FAPI-09'], 'starts with no plain HTTP', [[{ transport: 'any' }, 'transport']]),
  refuses([], 'starts with no profile that it does not know, and no clock that is far off', [
    [{ profile: 'fapi1' }, 'profile'],
    [{ profile: 'FAPI2' }, 'profile'],
    [{ profile: true }, 'profile'],
    [{ profile: null }, 'profile'],
    [{ profile: ['fapi2'] }, 'profile'],
    [{ clockTolerance: 61 }, 'clockTolerance'],
    [{ clockTolerance: 600 }, 'clockTolerance'],
    [{ clockTolerance: Number.NaN }, 'clockTolerance'],
    [{ clockTolerance: '60' }, 'clockTolerance'],
    [{ dpop: { skew: 61 } }, 'dpop.skew'],
  ]),
  {
    ids: [],
    title: 'starts with everything that the profile says itself',
    async run(world) {
      const { core } = world
      const certificate = core.tlsCertificate()
      const right = [
        {},
        { binding: 'require', transport: 'tls', sources: { header: true, body: false } },
        { clockTolerance: 60, dpop: { mode: 'require', skew: 60, algorithms: ['PS256'] } },
        { algorithms: ['PS256', 'ES256', 'EdDSA', 'Ed25519'] },
        { certificate, dpop: 'refuse', audience: 'urn:rs' },
        { certificate, dpop: { mode: 'allow' } },
      ]
      await eachVariant(right, async (options) => {
        core.createVerifier({ ...given(world), ...options }).close()
      })
    },
  },
]

function refuses(ids: readonly string[], title: string, wrong: Wrong): ContractCase {
  return {
    ids,
    title,
    run: (world) =>
      eachVariant(wrong, async ([options, option]) => {
        expectMisconfigured(world.core, { ...given(world), ...options }, option)
      }),
  }
}

function given({ idp, audience }: World): object {
  return { profile: 'fapi2', issuer: idp.issuer, audience }
}
