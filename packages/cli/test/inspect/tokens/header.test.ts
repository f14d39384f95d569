import { describe, expect, it } from 'vitest'
import { idsOf, token } from '../samples.js'

describe('what is wrong with a header', () => {
  it.each([
    ['alg none', { alg: 'none' }, 'alg-none header.alg'],
    ['alg NONE', { alg: 'NONE' }, 'alg-none header.alg'],
    ['no alg', { alg: undefined }, 'alg-missing header.alg'],
    ['a list as alg', { alg: ['ES256'] }, 'alg-missing header.alg'],
    ['a shared secret', { alg: 'HS256' }, 'alg-symmetric header.alg'],
    ['an unknown alg', { alg: 'ES256K' }, 'alg-unsupported header.alg'],
    ['its own key', { jwk: { kty: 'EC' } }, 'jwk-embedded header.jwk'],
    ['the place of a key', { jku: 'https://evil.example' }, 'jku-embedded header.jku'],
    ['the place of a certificate', { x5u: 'https://evil.example' }, 'x5u-embedded header.x5u'],
    ['a number as kid', { kid: 1 }, 'kid-form header.kid'],
    ['b64', { b64: false }, 'b64 header.b64'],
    ['zip', { zip: 'DEF' }, 'zip header.zip'],
    ['crit', { crit: ['x'], x: 1 }, 'crit header.crit'],
    ['crit of what is absent', { crit: ['x'] }, 'crit-absent header.crit'],
    ['crit of what is registered', { crit: ['alg'] }, 'crit-registered header.crit'],
    ['crit with one twice', { crit: ['x', 'x'], x: 1 }, 'crit-twice header.crit'],
    ['empty crit', { crit: [] }, 'crit-form header.crit'],
    ['a number as typ', { typ: 1 }, 'typ-form header.typ'],
  ])('is said: %s', async (_what, header, finding) => {
    expect((await idsOf(token({}, header))).wrong).toContain(finding)
  })
})

describe('what is unusual about a header', () => {
  it.each([
    ['no kid', { kid: undefined }, 'kid-missing header.kid'],
    ['a kid for a file system', { kid: '../../dev/null' }, 'kid-odd header.kid'],
    ['a kid for a database', { kid: "x' UNION SELECT 1" }, 'kid-odd header.kid'],
    ['PKCS #1', { alg: 'RS256' }, 'alg-pkcs1 header.alg'],
    ['claims in it', { sub: 'u1' }, 'claims-in-header header'],
    ['certificates', { x5c: ['AAAA'] }, 'x5c-embedded header.x5c'],
    ['a plain typ', { typ: 'JWT' }, 'typ-plain header.typ'],
  ])('is said, and is not wrong: %s', async (_what, header, finding) => {
    expect(await idsOf(token({}, header))).toEqual({ wrong: [], unusual: [finding] })
  })
})
