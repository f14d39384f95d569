import {
  createProofKey,
  createTestCertificate,
  createTestStatusList,
  proof,
} from '@countersign/testing'
import { afterAll, describe, expect, it } from 'vitest'
import { AUDIENCE, openIssuer, URL_OF_REQUEST } from './issuer.js'

const { bound, idp, key, verify, withProof } = await openIssuer()
const certificate = await createTestCertificate()
const other = await createProofKey()
const statuses = await createTestStatusList(idp)

afterAll(() => statuses.close())

describe('a token or a request that is refused', () => {
  const cases: readonly (readonly [
    reason: string,
    step: number,
    make: () => Promise<string[]> | string[],
  ])[] = [
    ['insecure_transport', 1, async () => [await idp.token(), '--url', 'http://rs.example/']],
    ['malformed_credentials', 2, () => ['eyJhbGci$.e30.AA']],
    ['opaque_token', 3, () => ['some-opaque-token']],
    ['malformed_token', 3, () => ['eyJhbGciOiJFUzI1NiJ9.e30.AA.AA']],
    ['token_too_large', 3, async () => [await idp.token({ x: 'x'.repeat(20_000) })]],
    ['malformed_token', 4, () => [idp.sign({ payload: '{"aud":1,"aud":2}' })]],
    ['malformed_token', 4, () => [idp.sign({ payload: '['.repeat(10_000) })]],
    ['wrong_token_type', 4, () => [idp.sign({ header: { typ: 'dpop+jwt' } })]],
    ['unsupported_algorithm', 4, () => [idp.sign({ header: { alg: 'none' } })]],
    ['unsupported_algorithm', 4, async () => [await idp.token(), '--algorithms', 'PS256']],
    ['unsupported_header', 4, () => [idp.sign({ header: { crit: ['x'], x: 1 } })]],
    ['untrusted_issuer', 5, async () => [await idp.token({ iss: `${idp.issuer}/` })]],
    ['missing_claim', 5, () => [idp.sign({ payload: { iss: undefined } })]],
    ['malformed_claim', 5, () => [idp.sign({ payload: { iss: ['x'] } })]],
    ['unknown_key', 5, () => [idp.sign({ header: { kid: 'gone' } })]],
    ['invalid_signature', 5, async () => [`${(await idp.token()).slice(0, -8)}AAAAAAAA`]],
    ['missing_claim', 6, async () => [await idp.token({ jti: undefined })]],
    ['malformed_claim', 6, async () => [await idp.token({ sub: 1 })]],
    ['wrong_audience', 6, async () => [await idp.token({ aud: 'https://other.example' })]],
    ['token_expired', 6, async () => [await idp.token({ exp: 1_700_000_000 })]],
    ['token_not_yet_valid', 6, async () => [await idp.token({ nbf: 4_000_000_000 })]],
    ['missing_proof', 7, async () => [await bound()]],
    ['wrong_method', 7, async () => [...(await withProof()), '--method', 'POST']],
    ['wrong_url', 7, () => withProof({ url: `${AUDIENCE}/other` })],
    ['wrong_token_hash', 7, () => withProof({ token: 'x' })],
    ['proof_expired', 7, () => withProof({ clock: () => Date.now() - 61_000 })],
    ['malformed_proof', 7, () => withProof({ claims: { jti: undefined } })],
    [
      'key_mismatch',
      7,
      async () => {
        const token = await bound()
        return [
          token,
          '--dpop',
          proof(other, { url: URL_OF_REQUEST, token }),
          '--url',
          URL_OF_REQUEST,
        ]
      },
    ],
    [
      'unbound_token',
      7,
      async () => {
        const token = await idp.token()
        return [
          token,
          '--dpop',
          proof(key, { url: URL_OF_REQUEST, token }),
          '--url',
          URL_OF_REQUEST,
        ]
      },
    ],
    [
      'unsupported_binding',
      7,
      async () => [await idp.token({ cnf: { 'x5t#S256': certificate.thumbprint } })],
    ],
    ['malformed_status', 8, async () => [await idp.token({ status: 1 })]],
    [
      'revoked_token',
      8,
      async () => {
        statuses.set(7, 1)
        return [await idp.token({ status: statuses.claim(7) })]
      },
    ],
    [
      'insufficient_scope',
      9,
      async () => [await idp.token(), '--scope', 'read', '--scope', 'write'],
    ],
    ['step_up_required', 9, async () => [await idp.token({ acr: 'low' }), '--acr', 'high']],
    ['step_up_required', 9, async () => [await idp.token({ auth_time: 1 }), '--max-age', '60']],
  ]

  it.each(cases)('is told the reason and the step: %s at %d', async (reason, step, make) => {
    const { code, report, failed, err } = await verify(await make())
    expect(report.explanation?.reason).toBe(reason)
    expect(failed).toBe(step)
    expect(code).toBe(1)
    expect(err).toBe('')
    expect(report.verdict).toBe('refused')
    expect(report.explanation?.advice).not.toBe('')
    const later = report.steps.slice(step).map(({ state }) => state)
    expect(later.every((state) => state === 'not reached' || state === 'not asked')).toBe(true)
  })

  it('is told about two tokens in one request, and about none', async () => {
    const token = await idp.token()
    const line = `Authorization: Bearer ${token}\n`
    const two = await verify([], { stdin: `GET / HTTP/1.1\nHost: rs.example\n${line}${line}\n` })
    expect([two.failed, two.report.explanation?.reason]).toEqual([2, 'multiple_credentials'])
    const none = await verify([], { stdin: 'GET / HTTP/1.1\nHost: rs.example\n\n' })
    expect([none.failed, none.report.explanation?.reason]).toEqual([2, 'missing_credentials'])
    const form = `POST / HTTP/1.1\nHost: a\nContent-Type: application/x-www-form-urlencoded\n\naccess_token=${token}`
    const posted = await verify([], { stdin: form })
    expect([posted.failed, posted.report.explanation?.reason]).toEqual([2, 'disabled_source'])
  })
})

describe('a step that was not made to its end', () => {
  it.each([
    ['another issuer', { iss: 'https://other.example' }],
    ['no issuer', { iss: undefined }],
    ['an issuer that is no text', { iss: 1 }],
  ])('is not said to have passed: type and algorithm, with %s', async (_what, payload) => {
    const { report, failed } = await verify([
      idp.sign({ header: { typ: 'dpop+jwt' }, payload: payload }),
    ])
    expect(failed).toBe(5)
    expect(report.steps[3]).toMatchObject({ step: 'parse', state: 'not reached' })
    expect(report.steps[3]?.note).toContain('type and algorithm were not looked at')
  })

  it('is not said to have passed: the transport of a request without a token', async () => {
    const stdin = 'GET /orders HTTP/1.1\nHost: rs.example\n\n'
    for (const line of ['', 'Authorization: Basic YTpi\n']) {
      const { report, failed } = await verify(['--url', 'http://rs.example/orders'], {
        stdin: stdin.replace(/\n$/, `${line}\n`),
      })
      expect(failed).toBe(2)
      expect(report.steps[0]?.state).toBe('not asked')
    }
  })

  it('is not said to have no status list where nobody could read that', async () => {
    const sealed = `${Buffer.from('{"alg":"dir","enc":"A256GCM"}').toString('base64url')}..AA.AA.AA`
    for (const token of [
      sealed,
      'some-opaque-token',
      await idp.token({ x: 'x'.repeat(200_000) }),
    ]) {
      const { report } = await verify([], { stdin: token })
      expect(report.steps[7]).toMatchObject({ step: 'revocation', state: 'not reached' })
    }
  })
})
