import { describe, expect, it } from 'vitest'
import { AUDIENCE, countersign, openIssuer } from './issuer.js'

const { idp, trust, verify } = await openIssuer()

describe('what is said beside the reason', () => {
  it.each([
    [
      { aud: 'https://other.example' },
      ['The token is for "https://other.example".', `Asked for: ["${AUDIENCE}"].`],
    ],
    [
      { iss: `${idp.issuer}/` },
      ['They differ in the slash at the end, or in capitals, and that counts.'],
    ],
  ])('compares the token with what was asked: %j', async (claims, seen) => {
    const { report } = await verify([await idp.token(claims)])
    expect(report.explanation?.seen).toEqual(expect.arrayContaining(seen))
  })

  it.each([
    'http://id.example.com',
    'x',
    'https://id.example.com/?a',
    'https://a:b@id.example.com',
  ])(
    'says of an issuer that none can be called that it is the token which is wrong: %s',
    async (iss) => {
      const args = [idp.sign({ payload: { iss } }), '--audience', AUDIENCE, '--jwks', idp.jwksUri]
      const { code, io } = await countersign([...args, '--json'])
      expect(code).toBe(1)
      expect(io.json()).toMatchObject({
        explanation: {
          reason: 'untrusted_issuer',
          seen: [expect.any(String), 'No issuer is called that.'],
        },
      })
    },
  )

  it('says nothing secret: tokens and passwords in the place of names, tokens in a query', async () => {
    const secret = 'hunter22hunter22'
    const inner = `eyJhbGci.eyJ${secret}.x`
    const cases = [
      [idp.sign({ header: { typ: inner } })],
      [await idp.token({ aud: inner })],
      [await idp.token({ acr: { password: secret } }), '--acr', 'x'],
    ]
    for (const args of cases) {
      const { code, io } = await countersign([...args, ...trust])
      expect(code).toBe(1)
      expect(io.out()).not.toContain(secret)
    }
  })

  it('says how long ago a token has expired, and that its issuer stands for that', async () => {
    const { report } = await verify([
      await idp.token({ exp: Math.floor(Date.now() / 1000) - 7_300 }),
    ])
    expect(report.explanation?.seen[0]).toMatch(/^exp: .*, 2 hours ago\.$/)
    expect(report.explanation?.isSeenSigned).toBe(true)
  })

  it('names the keys that the issuer publishes, and marks the one of the token as not verified', async () => {
    const token = idp.sign({ header: { kid: 'gone' } })
    const { io } = await countersign([token, ...trust])
    expect(io.out()).toContain('The token names the key "gone", for "ES256".')
    expect(io.out()).toContain('The issuer publishes: es1 (EC P-256).')
    expect(io.out()).toContain('it is not verified')
  })
})
