import { createVerifier } from '@countersign/core'
import { createTestIdentityProvider } from '@countersign/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import {
  json,
  metadata,
  openSite,
  plainMetadata,
  type Answer,
  type Site,
} from './check-metadata.js'

const PLACE = '/.well-known/oauth-protected-resource/orders'

const challenge =
  (header: string | undefined, status = 401): Answer =>
  (_, response) => {
    response.writeHead(status, header === undefined ? {} : { 'www-authenticate': header }).end()
  }

interface Resource extends Site {
  readonly url: string
  /** What its document says, with changes. */
  readonly says: (members?: Readonly<Record<string, unknown>>) => void
}

/** A resource whose document is that of a verifier. */
async function goodResource(issuer = 'https://id.example.com'): Promise<Resource> {
  const site = await openSite()
  const url = `${site.origin}/orders`
  const verifier = createVerifier({ issuer, audience: url, resource: { resource: url } })
  onTestFinished(() => verifier.close())
  const document = verifier.resourceMetadata()?.document
  const says = (members: Readonly<Record<string, unknown>> = {}): void =>
    void site.answers.set(PLACE, json({ ...document, ...members }))
  says()
  site.answers.set(
    '/orders',
    challenge(`Bearer realm="x", resource_metadata="${site.origin}${PLACE}"`),
  )
  return { ...site, url, says }
}

describe('a good resource', () => {
  it('passes every check, and is known for one by its document', async () => {
    const { url, asked } = await goodResource()

    const { code, troubles, documents, verdicts } = await metadata([url])

    expect(troubles).toMatchObject([{ check: 'document', verdict: 'unchecked' }])
    expect(code).toBe(0)
    expect(documents.map(({ title }) => title)).toEqual([
      'Protected resource',
      'Authorization server',
    ])
    expect(verdicts('resource_metadata')).toEqual(['passed'])
    expect(asked).toContain('/orders')
  })

  it('may be named by the place of its document', async () => {
    const { origin } = await goodResource()

    const { code, documents } = await metadata([origin + PLACE])

    expect(code).toBe(0)
    expect(documents[0]).toMatchObject({ title: 'Protected resource', url: `${origin}/orders` })
  })

  it('is told of in lines of 80 columns', async () => {
    const { url } = await goodResource()

    const io = await plainMetadata(['--resource', url])

    expect(io.out()).toContain('Protected resource')
    expect(io.out()).not.toMatch(/.{81}/)
  })

  it('leads to its authorization server with --follow', async () => {
    const idp = await createTestIdentityProvider({ algorithms: ['ES256'] })
    onTestFinished(() => idp.close())
    const { url } = await goodResource(idp.issuer)

    const alone = await metadata([url])
    const asked = idp.requests.length
    const following = await metadata([url, '--follow'])

    expect(alone.documents[1]?.findings).toMatchObject([{ verdict: 'unchecked' }])
    expect(asked).toBe(0)
    expect(following.documents[1]?.findings.map(({ check }) => check)).toContain('keys')
  })

  it('is checked together with its authorization server', async () => {
    const idp = await createTestIdentityProvider({ algorithms: ['ES256'] })
    onTestFinished(() => idp.close())
    const { url, says } = await goodResource(idp.issuer)

    const known = await metadata([idp.issuer, '--resource', url])
    idp.metadata['protected_resources'] = ['https://other.example']
    says({ authorization_servers: ['https://other.example'] })
    const strange = await metadata([idp.issuer, '--resource', url])

    expect(known.documents.map(({ title }) => title)).toEqual([
      'Authorization server',
      'Protected resource',
      'Both together',
    ])
    expect(known.code).toBe(0)
    expect(strange.code).toBe(1)
    expect(strange.documents[2]?.findings).toMatchObject([
      { check: 'authorization servers', verdict: 'wrong' },
      { check: 'protected resources', verdict: 'wrong' },
    ])
  })
})

describe('the document of a resource', () => {
  it.each([
    ['resource', 'wrong', { resource: 'https://evil.example' }],
    ['resource', 'wrong', { resource: undefined }],
    ['authorization servers', 'unusual', { authorization_servers: undefined }],
    ['authorization servers', 'wrong', { authorization_servers: ['http://id.example.com'] }],
    ['authorization_servers', 'wrong', { authorization_servers: 'https://id.example.com' }],
    ['bearer methods', 'unusual', { bearer_methods_supported: ['header', 'query'] }],
    ['bearer methods', 'wrong', { bearer_methods_supported: ['cookie'] }],
    ['algorithms', 'wrong', { dpop_signing_alg_values_supported: ['HS256'] }],
    ['algorithms', 'wrong', { resource_signing_alg_values_supported: ['none'] }],
    ['URLs', 'wrong', { jwks_uri: 'http://api.example.com/jwks' }],
    ['signed metadata', 'unchecked', { signed_metadata: 'eyJ' }],
  ])('is seen in the check "%s": %s, by %j', async (check, verdict, members) => {
    const { url, says } = await goodResource()
    says(members)

    const ran = await metadata(['--resource', url])

    expect(ran.verdicts(check)).toContain(verdict)
    expect(ran.code).toBe(verdict === 'wrong' ? 1 : 0)
  })

  it('may say that there are no bearer tokens', async () => {
    const { url, says } = await goodResource()
    says({ bearer_methods_supported: [] })

    expect(await metadata(['--resource', url])).toMatchObject({ code: 0 })
  })

  it('is wrong where there is none, though the resource wants a token', async () => {
    const { url, answers } = await goodResource()
    answers.delete(PLACE)

    const { code, verdicts } = await metadata([url])

    expect(code).toBe(1)
    expect(verdicts('document')).toEqual(['wrong'])
  })
})

describe('the challenge of a resource', () => {
  it.each([
    ['passed', 'a challenge', 'DPoP algs="ES256"'],
    ['wrong', 'without WWW-Authenticate', undefined],
    ['wrong', 'neither Bearer nor DPoP', 'Basic realm="x"'],
    ['wrong', 'breaks its grammar', 'Bearer realm=x'],
    ['unusual', 'the error "invalid_token"', 'Bearer error="invalid_token"'],
  ])('is %s where it is %s', async (verdict, words, header) => {
    const { url, answers } = await goodResource()
    answers.set('/orders', challenge(header))

    const { documents, verdicts } = await metadata(['--resource', url])

    expect(verdicts('challenge')).toContain(verdict)
    expect(JSON.stringify(documents)).toContain(JSON.stringify(words).slice(1, -1))
  })

  it.each([
    [200, 'unusual'],
    [404, 'unchecked'],
    [500, 'wrong'],
  ])('cannot be seen where GET is answered with %i', async (status, verdict) => {
    const { url, answers } = await goodResource()
    answers.set('/orders', challenge(undefined, status))

    expect((await metadata(['--resource', url])).verdicts('challenge')).toEqual([verdict])
  })

  it('leads to a document that is not where it should be', async () => {
    const { url, answers, origin } = await goodResource()
    answers.set('/meta', answers.get(PLACE) ?? json({}))
    answers.delete(PLACE)
    answers.set('/orders', challenge(`Bearer resource_metadata="${origin}/meta"`))

    const { verdicts } = await metadata(['--resource', url])

    expect(verdicts('resource_metadata')).toEqual(['unusual'])
    expect(verdicts('resource')).toEqual(['passed'])
    expect(verdicts('document')).toEqual(['wrong', 'unchecked'])
  })

  it('leads to no host that was not named', async () => {
    const { url, answers } = await goodResource()
    const other = await openSite()
    answers.set('/orders', challenge(`Bearer resource_metadata="${other.origin}/meta"`))

    const { verdicts } = await metadata(['--resource', url])

    expect(verdicts('resource_metadata')).toContain('unchecked')
    expect(other.asked).toEqual([])
  })
})

describe('a host that is neither', () => {
  it('is told of as both', async () => {
    const site = await openSite()

    const { code, documents } = await metadata([`${site.origin}/orders`])

    expect(code).toBe(1)
    expect(documents.map(({ title }) => title)).toEqual([
      'Authorization server',
      'Protected resource',
    ])
  })
})
