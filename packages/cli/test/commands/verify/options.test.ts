import { describe, expect, it } from 'vitest'
import { AUDIENCE, countersign, openIssuer } from './issuer.js'

const { trust } = await openIssuer()

describe('options that cannot be', () => {
  it.each([
    ['no audience', ['x', '--issuer', 'https://id.example'], 'audience'],
    ['no issuer', ['x', '--audience', AUDIENCE], '--issuer is missing'],
    [
      'http beyond loopback',
      ['x', '--audience', AUDIENCE, '--issuer', 'http://id.example'],
      '--issuer must use https',
    ],
    ['an unknown algorithm', ['x', ...trust, '--algorithms', 'HS256'], '--algorithms'],
    ['an unknown type', ['x', ...trust, '--token-type', 'id'], 'token-type'],
    ['a time that is none', ['x', ...trust, '--now', 'yesterday'], '--now has to be a time'],
    ['a duration that is none', ['x', ...trust, '--max-age', '-1s'], '--max-age'],
    ['a proof without a URL', ['x', ...trust, '--dpop', 'a.b.c'], '--dpop needs the URL'],
    ['a URL that is none', ['x', ...trust, '--url', '/orders'], '--url has to be'],
    ['a client id alone', ['x', ...trust, '--client-id', 'c'], '--client-id goes with'],
    ['a text that is no token', ['x y', ...trust], 'neither one token nor'],
  ])('are usage: %s', async (_what, args, sentence) => {
    const { code, io } = await countersign(args)
    expect(code).toBe(2)
    expect(io.err()).toContain(sentence)
    expect(io.out()).toBe('')
  })

  it('are told of files that cannot be read', async () => {
    const { code, io } = await countersign(['x', ...trust, '--certificate', '/nowhere/x.pem'])
    expect(code).toBe(3)
    expect(io.err()).toContain('/nowhere/x.pem cannot be read: there is no such file')
  })
})
