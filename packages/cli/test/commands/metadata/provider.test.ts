import { fakeTimers, whileTimeFlies } from '@countersign/test-servers/vitest'
import { describe, expect, it } from 'vitest'
import { run } from '../../../src/run.js'
import { fakeIo } from '../../fake-io.js'
import { type Answer, json, metadata, openSite, plainMetadata } from './check-metadata.js'
import { goodProvider } from './good-provider.js'

describe('a good provider', () => {
  it.each(['', '/t1'])('passes every check, with the path "%s"', async (path) => {
    const { issuer } = await goodProvider(path)

    const { code, troubles, documents } = await metadata([issuer])

    expect(troubles).toEqual([])
    expect(code).toBe(0)
    expect(documents[0]?.findings.map(({ check }) => check)).toEqual([
      'document',
      'content type',
      'caching',
      'clock',
      'issuer',
      'endpoints',
      'mTLS aliases',
      'algorithms',
      'client authentication',
      'bound tokens',
      'PKCE',
      'iss in answers',
      'pushed requests',
      'keys',
    ])
  })

  it('may be named by the place of its document', async () => {
    const { issuer, requests } = await goodProvider('/t1')
    const { origin } = new URL(issuer)

    const places = [
      `${origin}/.well-known/oauth-authorization-server/t1`,
      `${issuer}/.well-known/openid-configuration`,
    ]

    for (const place of places) expect(await metadata([place])).toMatchObject({ code: 0 })
    expect(requests.every(({ headers }) => headers.authorization === undefined)).toBe(true)
  })

  it('is told of in lines of 80 columns', async () => {
    const { issuer } = await goodProvider('/t1')

    const io = await plainMetadata([issuer])

    expect(io.out()).toContain('14 passed, 0 unusual, 0 wrong, 0 unchecked')
    expect(io.out()).not.toMatch(/.{81}/)
  })
})

describe('a document that says something else', () => {
  it.each([
    ['issuer', 'wrong', { issuer: 'https://evil.example' }],
    ['issuer', 'wrong', { issuer: undefined }],
    ['endpoints', 'wrong', { token_endpoint: 'http://id.example.com/token' }],
    ['endpoints', 'wrong', { revocation_endpoint: 7 }],
    ['response types', 'wrong', { response_types_supported: undefined }],
    ['token endpoint', 'unusual', { token_endpoint: undefined }],
    ['mTLS aliases', 'wrong', { mtls_endpoint_aliases: [] }],
    ['mTLS aliases', 'wrong', { mtls_endpoint_aliases: { token_endpoint: '/token' } }],
    ['algorithms', 'wrong', { dpop_signing_alg_values_supported: ['ES256', 'none'] }],
    ['algorithms', 'wrong', { dpop_signing_alg_values_supported: ['HS256'] }],
    ['algorithms', 'unusual', { id_token_signing_alg_values_supported: ['RS256', 'none'] }],
    ['algorithms', 'wrong', { token_endpoint_auth_signing_alg_values_supported: ['None'] }],
    ['algorithms', 'unusual', { token_endpoint_auth_signing_alg_values_supported: ['HS256'] }],
    ['dpop_signing_alg_values_supported', 'wrong', { dpop_signing_alg_values_supported: 'ES256' }],
    ['scopes_supported', 'wrong', { scopes_supported: [1] }],
    ['scopes_supported', 'unusual', { scopes_supported: [] }],
    [
      'client authentication',
      'wrong',
      { token_endpoint_auth_signing_alg_values_supported: undefined },
    ],
    [
      'client authentication',
      'unusual',
      { token_endpoint_auth_methods_supported: ['client_secret_post'] },
    ],
    ['bound tokens', 'unusual', { dpop_signing_alg_values_supported: undefined }],
    ['PKCE', 'wrong', { code_challenge_methods_supported: undefined }],
    ['PKCE', 'wrong', { code_challenge_methods_supported: ['plain'] }],
    ['PKCE', 'unusual', { code_challenge_methods_supported: ['plain', 'S256'] }],
    ['iss in answers', 'unusual', { authorization_response_iss_parameter_supported: undefined }],
    ['iss in answers', 'wrong', { authorization_response_iss_parameter_supported: 'true' }],
    ['pushed requests', 'unusual', { pushed_authorization_request_endpoint: undefined }],
    [
      'pushed requests',
      'wrong',
      {
        pushed_authorization_request_endpoint: undefined,
        require_pushed_authorization_requests: true,
      },
    ],
    ['grants', 'wrong', { grant_types_supported: ['password'] }],
    ['grants', 'unusual', { response_types_supported: ['id_token token'] }],
    ['signed metadata', 'unchecked', { signed_metadata: 'eyJ' }],
    ['keys', 'unusual', { jwks_uri: undefined }],
    ['keys', 'wrong', { jwks_uri: 'http://id.example.com/jwks' }],
    ['keys', 'unchecked', { jwks_uri: 'https://keys.invalid/jwks' }],
  ])('is seen in the check "%s": %s, by %j', async (check, verdict, members) => {
    const idp = await goodProvider()
    Object.assign(idp.metadata, members)

    const ran = await metadata([idp.issuer])

    expect(ran.verdicts(check)).toContain(verdict)
    expect(ran.code).toBe(verdict === 'wrong' ? 1 : 0)
    expect(new Set(ran.troubles.map((one) => one.check))).toContain(check)
  })

  it('says when only a slash is another', async () => {
    const idp = await goodProvider()
    idp.metadata['issuer'] = `${idp.issuer}/`

    const { troubles } = await metadata([idp.issuer])

    expect(troubles[0]?.fix).toContain('slash')
  })

  it('cannot write to the terminal', async () => {
    const idp = await goodProvider()
    idp.metadata['issuer'] = '\u001b[2J\u202e'

    const [io, { out }] = [await plainMetadata([idp.issuer]), await metadata([idp.issuer])]

    expect(io.out()).toContain(String.raw`"\u{1b}[2J\u{202e}"`)
    expect(out).not.toMatch(/\u202e/)
  })
})

describe('a provider whose document', () => {
  it.each([
    ['is a page', 'html', 'page of HTML'],
    ['is too large', 'huge', 'too large'],
    ['is cut off', 'not-json', 'no JSON object'],
    ['is a list', { body: '[]' }, 'no JSON object'],
    ['is elsewhere', { redirect: 'https://evil.example/' }, '"https://evil.example/"'],
    ['is failing', { status: 500 }, 'answers 500'],
  ] as const)('%s is wrong', async (_, fault, words) => {
    const idp = await goodProvider()
    idp.fault('metadata', fault)

    const { code, troubles } = await metadata([idp.issuer])

    expect(code).toBe(1)
    expect(troubles.map(({ text }) => text).join(' ')).toContain(words)
    expect(idp.requestCount('jwks')).toBe(0)
  })

  it('nobody serves cannot be judged', async () => {
    const idp = await goodProvider()
    idp.fault('metadata', 'down')

    const { code, out, err } = await metadata([idp.issuer])

    expect({ code, out }).toEqual({ code: 3, out: '' })
    expect(err).toContain('does not answer')
  })

  it.each(['hang', 'drip'] as const)('takes too long cannot be judged: %s', async (fault) => {
    const idp = await goodProvider()
    idp.fault('metadata', fault)
    fakeTimers()

    const { code, err } = await whileTimeFlies(metadata([idp.issuer]))

    expect(code).toBe(3)
    expect(err).toContain('no complete answer within 5 seconds')
  })

  it('never ends is given up when Ctrl-C is pressed', async () => {
    const site = await openSite()
    const io = fakeIo()
    site.answers.set('/.well-known/openid-configuration', () => io.interrupt())
    site.answers.set('/.well-known/oauth-authorization-server', () => undefined)

    expect(await run(['metadata', site.origin], io)).toBe(130)
  })

  it('is at the place of OpenID alone is unusual', async () => {
    const site = await openSite()
    const members = { issuer: site.origin, response_types_supported: ['code'] }
    site.answers.set('/.well-known/openid-configuration', json(members))

    const { code, verdicts } = await metadata([site.origin])

    expect({ code, found: verdicts('document') }).toEqual({ code: 0, found: ['unusual'] })
  })

  it('is only where nobody looks is wrong', async () => {
    const site = await openSite()
    const members = { issuer: `${site.origin}/t1`, response_types_supported: ['code'] }
    site.answers.set('/t1/.well-known/oauth-authorization-server', json(members))

    expect((await metadata([`${site.origin}/t1`])).verdicts('document')).toEqual(['wrong'])
  })

  it('differs from place to place is wrong', async () => {
    const site = await openSite()
    const members = { issuer: site.origin, response_types_supported: ['code'] }
    const other = { ...members, token_endpoint: 'https://evil.example/token' }
    site.answers.set('/.well-known/oauth-authorization-server', json(members))
    site.answers.set('/.well-known/openid-configuration', json(other))

    const { troubles } = await metadata([site.origin])

    expect(troubles[0]?.text).toContain('differ in token_endpoint')
  })

  it.each([
    ['content type', 'wrong', { 'content-type': 'text/plain' }],
    ['caching', 'unusual', { 'cache-control': 'no-store' }],
    ['caching', 'unusual', { 'cache-control': 'max-age=604800' }],
    ['clock', 'unusual', { date: new Date(Date.now() + 30_000).toUTCString() }],
    ['clock', 'wrong', { date: new Date(Date.now() - 3_600_000).toUTCString() }],
  ])('comes with odd headers: %s is %s by %j', async (check, verdict, headers) => {
    const site = await openSite()
    const members = { issuer: site.origin, response_types_supported: ['code'] }
    site.answers.set('/.well-known/oauth-authorization-server', json(members, headers))

    expect((await metadata([site.origin])).verdicts(check)).toEqual([verdict])
  })
})

const text =
  (body: string): Answer =>
  (_, response) =>
    void response.writeHead(200, { 'content-type': 'application/json' }).end(body)

describe('a document that is too deep', () => {
  it('is told, wherever it is so', async () => {
    const deep = '['.repeat(200_000) + ']'.repeat(200_000)
    const site = await openSite()
    const place = '/.well-known/oauth-authorization-server'

    site.answers.set(place, text(`{"issuer":${deep}}`))
    const provider = await metadata([site.origin])
    site.answers.set(place, json({ issuer: site.origin, jwks_uri: `${site.origin}/jwks` }))
    site.answers.set('/jwks', text(`{"keys":[{"x":${deep}}]}`))
    const jwks = await metadata([site.origin])

    for (const { code, troubles } of [provider, jwks]) {
      expect(code).toBe(1)
      expect(troubles).toContainEqual(
        expect.objectContaining({ text: expect.stringContaining('nested too deeply') as string }),
      )
    }
  })
})

describe('a document that a cache has kept', () => {
  it('is no sign of a clock that is wrong', async () => {
    const site = await openSite()
    const date = new Date(Date.now() - 3_600_000).toUTCString()
    const members = { issuer: site.origin, response_types_supported: ['code'] }
    const answer = json(members, { date, age: '3600' })
    site.answers.set('/.well-known/oauth-authorization-server', answer)

    expect((await metadata([site.origin])).verdicts('clock')).toEqual(['passed'])
  })
})

describe('what cannot be asked', () => {
  it.each(['https://user:hunter22@id.example.com', 'https://user:hun/ter22@id.example.com'])(
    'is told without the password in it: %s',
    async (url) => {
      const { code, err } = await metadata([url])

      expect(code).toBe(2)
      expect(err).not.toContain('ter22')
    },
  )

  it('is told in a line, however long it is', async () => {
    expect((await metadata(['x'.repeat(100_000)])).err.length).toBeLessThan(300)
  })

  it.each([
    [[]],
    [['http://id.example.com']],
    [['https://user:pw@id.example.com']],
    [['id.example.com']],
    [['https://id.example.com/#x']],
    [['ftp://id.example.com']],
  ])('is %j', async (args) => {
    const { code, out } = await metadata(args)

    expect({ code, out }).toEqual({ code: 2, out: '' })
  })
})
