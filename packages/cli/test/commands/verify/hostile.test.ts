import { describe, expect, it } from 'vitest'
import { countersign, openIssuer } from './issuer.js'

const { idp, trust, verify } = await openIssuer()

describe('a token that is made to harm a terminal', () => {
  const evil = '\u001b[2J\u009b\u202e'

  it.each([{ aud: evil }, { iss: evil }, { sub: evil, [evil]: evil }])(
    'harms none: %j',
    async (claims) => {
      for (const args of [[], ['--json']]) {
        const { io } = await countersign([await idp.token(claims), ...trust, ...args])
        // oxlint-disable-next-line no-control-regex
        expect(io.out()).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/)
      }
    },
  )

  it('may be a megabyte, or 100 000 levels deep', async () => {
    for (const payload of [`"${'x'.repeat(700_000)}"`, '['.repeat(100_000)]) {
      const { code, report } = await verify([], { stdin: idp.sign({ payload }) })
      expect([code, report.explanation?.reason]).toEqual([1, 'token_too_large'])
    }
  })
})
