import { describe, expect, it } from 'vitest'
import { publicUrls, targetMatcher } from '../../src/dpop/public-url.js'

const BS = '\\'

function names(htu: string, target: string, publicUrl = 'https://rs.example'): boolean {
  return targetMatcher(publicUrls(publicUrl, []))(htu, target)
}

describe('the URL of a proof', () => {
  it.each([
    ['https://rs.example/r', '/r'],
    ['https://rs.example/r', '/r?a=1&b=2'],
    ['https://rs.example/r?zzz', '/r?a=1'],
    ['https://rs.example/r#x', '/r'],
    ['HTTPS://RS.Example:443/~u', '/%7Eu'],
    ['https://rs.example:/r', '/r'],
    ['https://rs.example', '/'],
    ['https://rs.example/a|b^c/[1]', '/a|b^c/[1]?x'],
    ['https://rs.example?x', '/'],
    ['https://rs.example/a%2fb', '/a%2Fb'],
    ['https://rs.example/%72', '/r'],
    ['https://rs.example/x/../r', '/r'],
    ['https://rs.example/x/%2e%2E/r', '/r'],
    ['https://rs.example/./r', '/r'],
    ['https://rs.example/r/.', '/r/'],
    ['https://rs.example/r/x/..', '/r/'],
    ['https://rs.example/../../r', '/r'],
    ['https://rs.example/r', 'http://evil.example/r'],
    ['https://rs.example/', 'http://evil.example'],
    ['https://rs.example/r', 'https://[2001:db8::1]:8443/r?x'],
  ])('%s names %s', (htu, target) => {
    expect(names(htu, target)).toBe(true)
  })

  it.each([
    ['https://rs.example/other', '/r'],
    ['https://evil.example/r', '/r'],
    ['https://rs.example.evil/r', '/r'],
    ['http://rs.example/r', '/r'],
    ['https://rs.example:8443/r', '/r'],
    ['https://rs.example:80/r', '/r'],
    ['https://rs.example/r/', '/r'],
    ['https://rs.example/a%7Cb', '/a|b'],
    ['https://rs.example/{r}', '/{r}'],
    ['https://rs.example/R', '/r'],
    ['https://rs.example//r', '/r'],
    ['https://rs.example/a/b', '/a%2Fb'],
    ['https://rs.example/r', '/x/../r'],
    ['https://rs.example/r', '/./r'],
    ['/r', '/r'],
    ['//rs.example/r', '/r'],
    [`https:${BS}${BS}rs.example${BS}r`, '/r'],
    [`https://rs.example${BS}r`, `${BS}r`],
    ['https:rs.example/r', '/r'],
    ['https:/rs.example/r', '/r'],
    ['https://rs.example/\tr', '/r'],
    ['https://rs.example/r\n', '/r'],
    [' https://rs.example/r', '/r'],
    ['https://u:p@rs.example/r', '/r'],
    ['https://@rs.example/r', '/r'],
    ['https://rs%2eexample/r', '/r'],
    ['https://rs.example/%', '/%'],
    ['https://rs.example/%zz', '/%zz'],
    ['https://rs.example/r?\u{e9}', '/r'],
    ['https://b\u{fc}cher.example/r', '/r'],
    ['ftp://rs.example/r', '/r'],
    ['https://', '/r'],
    ['https://rs.example/*', '*'],
    ['https://rs.example/', 'rs.example:443'],
    ['', ''],
    ['https://rs.example/r', 'HTTP://x/r'],
    ['https://rs.example/r', 'foo://x/r'],
    ['https://rs.example/r', 'http:/r'],
  ])('%j does not name %s', (htu, target) => {
    expect(names(htu, target)).toBe(false)
  })

  it.each(['x?y/r', 'x#y/r', 'x?y', 'x?', 'x#', `e${BS}r`])(
    'does not name http://%s, which ends its host in an odd way',
    (rest) => {
      for (const path of ['/', '/r']) {
        expect(names(`https://rs.example${path}`, `http://${rest}`)).toBe(false)
      }
    },
  )

  it.each(['a:b', 'a:', 'a;', "a'", 'a%', 'a%41', 'u@a', '@a', '', ':80', '[x]', `e${BS}x`])(
    'does not name http://%s/r, whose host routers cut off elsewhere',
    (authority) => {
      expect(names('https://rs.example/r', `http://${authority}/r`)).toBe(false)
    },
  )

  it.each([
    ['https://[2001:db8::1]:443', 'https://[2001:DB8:0:0::1]/r', '/r'],
    ['https://[2001:db8::1]:8443', 'https://[2001:db8::1]:8443/r', '/r'],
    ['http://localhost:80', 'http://LOCALHOST/r', '/r'],
    ['https://rs.example/base/', 'https://rs.example/base/r', '/r'],
    ['https://rs.example/base', 'https://rs.example/base/', '/'],
    ['https://rs.example/%7euser', 'https://rs.example/~user/x.y', '/x.y'],
    ['https://rs.example/caf%c3%a9', 'https://rs.example/caf%C3%A9/%78', '/x'],
    ['https://b\u{fc}cher.example'.normalize(), 'https://xn--bcher-kva.example/r', '/r'],
  ])('is compared with the public one: %s and %s', (publicUrl, htu, target) => {
    expect(names(htu, target, new URL(publicUrl).href)).toBe(true)
  })

  it('with a base path is not the path alone', () => {
    expect(names('https://rs.example/r', '/r', 'https://rs.example/base')).toBe(false)
    expect(names('https://rs.example/base/../r', '/r', 'https://rs.example/base')).toBe(false)
  })

  it('may be at any audience that is a URL, where nothing else is said', () => {
    expect(publicUrls(undefined, ['https://a.example/x', 'urn:b', 'https://a.example/y'])).toEqual([
      'https://a.example',
    ])
    expect(publicUrls(undefined, ['http://a.example', 'api', 'http://localhost:3000'])).toEqual([
      'http://localhost:3000',
    ])
  })

  it('takes no time to refuse, however long it is', () => {
    for (const part of ['%41', 'a', '/..', ':', '[', '%', '.', '/']) {
      expect(names(`https://rs.example/${part.repeat(16_000)}\u{0}`, '/r')).toBe(false)
    }
  })
})
