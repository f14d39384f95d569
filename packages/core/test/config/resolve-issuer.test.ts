import { describe, expect, it } from 'vitest'
import { resolveIssuer } from '../../src/config/resolve-issuer.js'
import { ALL_ALGORITHMS, type IssuerOptions } from '../../src/index.js'
import { configErrorOf } from '../support/outcome.js'

const issuer = 'https://id.example'
const defaults = { audiences: ['urn:default'] }

describe('resolveIssuer', () => {
  it('fills up what an identifier alone does not say', () => {
    const profile = resolveIssuer(issuer, defaults, 'issuer')
    expect(profile).toMatchObject({ issuer, keys: undefined, tokenType: 'at+jwt' })
    expect(profile.maxStale).toBe(86_400)
    expect(profile.audiences).toEqual(['urn:default'])
    expect([...profile.algorithms]).toEqual(ALL_ALGORITHMS)
    expect([...profile.readScopes({ scope: 'a b', scp: ['c'] })]).toEqual(['a', 'b'])
  })

  it('lets the issuer win over the defaults, member by member', () => {
    const keys = { keys: [] }
    const profile = resolveIssuer(
      {
        issuer,
        audience: ['urn:own'],
        tokenType: 'jwt',
        scopeClaim: 'permissions',
        keys,
        maxStale: 0,
      },
      { ...defaults, algorithms: ['PS256'], tokenType: 'at+jwt', scopeClaim: 'scp', maxStale: 5 },
      'issuer',
    )
    expect(profile).toMatchObject({ audiences: ['urn:own'], tokenType: 'jwt', keys, maxStale: 0 })
    expect([...profile.algorithms]).toEqual(['PS256'])
    expect([...profile.readScopes({ permissions: ['p'], scope: 'a' })]).toEqual(['p'])
  })

  it('keeps the default where a member is undefined', () => {
    const given = { issuer, audience: undefined, tokenType: undefined } as unknown as IssuerOptions
    const profile = resolveIssuer(given, { ...defaults, tokenType: 'jwt' }, 'issuer')
    expect(profile).toMatchObject({ audiences: ['urn:default'], tokenType: 'jwt' })
  })

  it.each(['audienceClaim', 'accessTokenClaim'])(
    'has %s where RFC 9068 does not say it',
    (name) => {
      const own = { issuer, tokenType: 'jwt', [name]: 'client_id' } as IssuerOptions
      expect(resolveIssuer(own, defaults, 'issuer')).toMatchObject({ [name]: 'client_id' })
      const strict = { issuer, [name]: 'client_id' } as IssuerOptions
      const empty = { issuer, tokenType: 'jwt', [name]: '' } as IssuerOptions
      for (const given of [strict, empty]) {
        expect(configErrorOf(() => resolveIssuer(given, defaults, 'issuer')).option).toBe(
          `issuer.${name}`,
        )
      }
    },
  )

  const wrong: readonly (readonly [own: Record<string, unknown>, option: string])[] = [
    [{ issuer: undefined }, 'issuer[2].issuer'],
    [{ audience: [] }, 'issuer[2].audience'],
    [{ audience: 'https://rs.example/#a' }, 'issuer[2].audience'],
    [{ algorithms: ['HS512'] }, 'issuer[2].algorithms'],
    [{ tokenType: 'JWT' }, 'issuer[2].tokenType'],
    [{ scopeClaim: '' }, 'issuer[2].scopeClaim'],
    [{ maxStale: '60' }, 'issuer[2].maxStale'],
    [{ keys: 'https://id.example/jwks' }, 'issuer[2].keys'],
    [{ keys: new URL('http://id.example/jwks') }, 'issuer[2].keys'],
    [{ audiences: 'urn:own' }, 'issuer[2].audiences'],
    [{ jwksUri: 'https://id.example/jwks' }, 'issuer[2].jwksUri'],
  ]

  it.each(wrong)('names the place of %o', (own, option) => {
    const given = { issuer, ...own } as unknown as IssuerOptions
    expect(configErrorOf(() => resolveIssuer(given, defaults, 'issuer[2]')).option).toBe(option)
  })

  it('names a default that is wrong as the option of the verifier that it is', () => {
    const wrongDefaults = { ...defaults, algorithms: [] }
    const problem = configErrorOf(() => resolveIssuer({ issuer }, wrongDefaults, 'issuer[2]'))
    expect(problem.option).toBe('algorithms')
  })

  it('takes an audience that is no URL with its number sign', () => {
    expect(resolveIssuer({ issuer, audience: 'api #1' }, {}, 'issuer').audiences).toEqual([
      'api #1',
    ])
  })
})
