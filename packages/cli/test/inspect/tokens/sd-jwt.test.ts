import { describe, expect, it } from 'vitest'
import { inspect } from '../../../src/inspect/inspect.js'
import { digest, encoded, idsOf, NOW, raw, token } from '../samples.js'

const disclosure = (...parts: unknown[]): string => encoded(parts)

const binding = (sdHash: string): string =>
  raw(
    { iat: NOW, aud: 'https://rs.example', nonce: 'n', sd_hash: sdHash },
    { typ: 'kb+jwt', alg: 'ES256' },
  )

describe('an SD-JWT', () => {
  const SALT = 'a'.repeat(22)
  const name = disclosure(SALT, 'given_name', 'Ada')
  const element = disclosure(SALT, 'DE')
  const signed = token(
    { _sd: [digest(name)], countries: [{ '...': digest(element) }] },
    { typ: 'dc+sd-jwt' },
  )

  it('shows what is disclosed, and compares the digests', async () => {
    const text = `${signed}~${name}~${element}~`
    const { tokens, isWrong } = await inspect(text, 'argument', NOW)
    expect(tokens[0]?.disclosures).toEqual([
      { name: 'given_name', value: 'Ada', isPromised: true },
      { name: undefined, value: 'DE', isPromised: true },
    ])
    // `vct` is missing.
    expect(isWrong).toBe(true)
    expect((await idsOf(text)).wrong).toEqual(['missing-claim claims.vct'])
  })

  it.each([
    [
      'of which nothing is signed',
      disclosure(SALT, 'admin', true),
      'disclosure-foreign disclosure 1',
    ],
    ['twice', `${name}~${name}`, 'disclosure-twice disclosure 2'],
    ['that is no list', disclosure('x'), 'disclosure-form disclosure 1'],
    ['of a reserved name', disclosure(SALT, '_sd', []), 'disclosure-name disclosure 1'],
  ])('is wrong with a disclosure %s', async (_what, disclosures, finding) => {
    expect((await idsOf(`${signed}~${disclosures}~`)).wrong).toContain(finding)
  })

  it('is held against its key binding', async () => {
    const shown = `${signed}~${name}~`
    expect((await idsOf(shown + binding(digest(shown)))).wrong).not.toContain(
      'sd-hash claims.sd_hash',
    )
    expect((await idsOf(shown + binding(digest('x')))).wrong).toContain('sd-hash claims.sd_hash')
  })
})
