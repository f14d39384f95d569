import { describe, expect, it } from 'vitest'
import { authorizationLines } from '../../src/credentials/joined-lines.js'

describe('authorizationLines', () => {
  it.each([
    ['Bearer a.b.c, Bearer a.b.c', ['Bearer a.b.c', 'Bearer a.b.c']],
    ['Basic dTpw==, DPoP a', ['Basic dTpw==', 'DPoP a']],
    [', Bearer a', ['', 'Bearer a']],
    ['Bearer a, ', ['Bearer a', '']],
    ['Bearer a,Bearer b , Basic', ['Bearer a', 'Bearer b', 'Basic']],
  ])('parts what was joined: %s', (value, lines) => {
    expect(authorizationLines(value)).toEqual(lines)
  })

  it.each([
    '',
    'Bearer a.b.c',
    'Digest username="u", realm="r"',
    'Digest username="a, Bearer b"',
    'Scheme a=1, b=2',
  ])('leaves whole what is one line, or may be: %s', (value) => {
    expect(authorizationLines(value)).toEqual([value])
  })
})
