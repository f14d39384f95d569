import { describe, expect, it } from 'vitest'
import { applyProfile } from '../../src/config/fapi2.js'
import { resolveOptions, type ResolvedOptions } from '../../src/config/resolve-options.js'
import { tlsCertificate, type VerifierOptions } from '../../src/index.js'
import { configErrorOf, refusalOf } from '../support/outcome.js'
import { createWorld } from '../support/world.js'
import { withAuthorization } from '../support/token-request.js'

const issuer = 'https://id.example'
const audience = 'https://rs.example'
const certificate = tlsCertificate()
const ALLOWED = ['PS256', 'ES256', 'EdDSA', 'Ed25519']

const options = (changes: object): VerifierOptions => ({
  issuer,
  audience,
  profile: 'fapi2',
  ...changes,
})

const resolved = (changes: object = {}): ResolvedOptions => resolveOptions(options(changes))

const optionAtFault = (changes: object): string =>
  configErrorOf(() => resolveOptions(options(changes))).option

describe('the profile', () => {
  it('fills up what is not given', () => {
    const { binding, transport, sources, issuers, dpop, schemes } = resolved()
    expect({ binding, transport, schemes }).toEqual({
      binding: 'require',
      transport: 'tls',
      schemes: ['DPoP'],
    })
    expect(sources).toEqual({ body: false, query: false, cookie: undefined })
    expect([...(issuers[0]?.algorithms ?? [])]).toEqual(ALLOWED)
    expect([...dpop.algorithms]).toEqual(ALLOWED)
    expect(dpop.mode).toBe('require')
  })

  it('offers certificates beside proofs where they can be looked up', () => {
    expect(resolved({ certificate }).schemes).toEqual(['Bearer', 'DPoP'])
    expect(resolved({ certificate, dpop: 'require' }).schemes).toEqual(['DPoP'])
    expect(resolved({ certificate, dpop: 'refuse' }).schemes).toEqual(['Bearer'])
    expect(resolved({ certificate, dpop: 'refuse', audience: 'urn:a' }).binding).toBe('require')
  })

  it('keeps what is given and fits', () => {
    const dpop = { maxAge: 30, skew: 5, algorithms: ['ES256'], strayProof: 'ignore' }
    expect(resolved({ dpop }).dpop).toMatchObject({
      mode: 'require',
      maxAge: 30,
      skew: 5,
      algorithms: new Set(['ES256']),
      strayProof: 'ignore',
    })
    const { clockTolerance, issuers } = resolved({ clockTolerance: 60, algorithms: ['PS256'] })
    expect(clockTolerance).toBe(60)
    expect(issuers[0]?.algorithms).toEqual(new Set(['PS256']))
  })

  it('changes nothing where it is not asked for, and never what it was given', () => {
    const without = { issuer, audience }
    expect(applyProfile(without)).toBe(without)
    const given = Object.freeze(options({ dpop: Object.freeze({ maxAge: 30 }) }))
    expect(applyProfile(given).binding).toBe('require')
    expect(given).toEqual({ issuer, audience, profile: 'fapi2', dpop: { maxAge: 30 } })
  })
})

describe('an option beside the profile', () => {
  it.each([
    [{ profile: 'fapi' }, 'profile'],
    [{ profile: null }, 'profile'],
    [{ profile: ['fapi2'] }, 'profile'],
    [{ sources: { body: true } }, 'sources.body'],
    [{ sources: { query: true } }, 'sources.query'],
    [{ sources: { cookie: '__Host-at' } }, 'sources.cookie'],
    [{ sources: { cookie: '' } }, 'sources.cookie'],
    [{ sources: null }, 'sources'],
    [{ transport: 'any' }, 'transport'],
    [{ transport: 'http' }, 'transport'],
    [{ binding: 'allow' }, 'binding'],
    [{ binding: 'never' }, 'binding'],
    [{ binding: null }, 'binding'],
    [{ binding: 'allow', certificate }, 'binding'],
    [{ dpop: 'refuse' }, 'dpop'],
    [{ dpop: { mode: 'refuse' } }, 'dpop.mode'],
    [{ dpop: 'no' }, 'dpop'],
    [{ dpop: null }, 'dpop'],
    [{ dpop: [] }, 'dpop'],
    [{ dpop: 5 }, 'dpop'],
    [{ dpop: { mode: 'no' } }, 'dpop.mode'],
    [{ dpop: { modes: 'require' } }, 'dpop.modes'],
    [{ dpop: { algorithms: ['RS256'] } }, 'dpop.algorithms'],
    [{ dpop: { algorithms: ['ES256', 'ES384'] } }, 'dpop.algorithms'],
    [{ dpop: { algorithms: [] } }, 'dpop.algorithms'],
    [{ dpop: { algorithms: null } }, 'dpop.algorithms'],
    [{ algorithms: ['RS256'] }, 'algorithms'],
    [{ algorithms: ['ES256', 'PS384'] }, 'algorithms'],
    [{ algorithms: ['es256'] }, 'algorithms'],
    [{ algorithms: [] }, 'algorithms'],
    [{ algorithms: null }, 'algorithms'],
    [{ issuer: { issuer, algorithms: ['RS256'] } }, 'issuer.algorithms'],
    [{ issuer: ['https://a.example', { issuer, algorithms: ['ES512'] }] }, 'issuer[1].algorithms'],
    [{ issuer: () => undefined, algorithms: ['RS256'] }, 'algorithms'],
    [{ clockTolerance: 60.5 }, 'clockTolerance'],
    [{ clockTolerance: 61 }, 'clockTolerance'],
    [{ clockTolerance: Number.POSITIVE_INFINITY }, 'clockTolerance'],
    [{ clockTolerance: Number.NaN }, 'clockTolerance'],
    [{ clockTolerance: -1 }, 'clockTolerance'],
    [{ audience: 'urn:a' }, 'publicUrl'],
    [{ certificate: true }, 'certificate'],
  ])('%o is refused', (changes, option) => {
    expect(optionAtFault(changes)).toBe(option)
  })
})

it('holds for issuers that a function names, too', async () => {
  const world = await createWorld()
  const verifier = world.verifier({
    profile: 'fapi2',
    issuer: (name) => ({ issuer: name, algorithms: ['RS256'] }),
  })
  const token = await world.provider.token()
  const { status } = await refusalOf(verifier.verifyRequest(withAuthorization(`DPoP ${token}`)))
  await world.close()
  expect(status).toBe(503)
})
