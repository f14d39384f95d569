import assert from 'node:assert/strict'
import type { Fault } from '../../index.js'
import { eachNamed } from '../attacks/refused-tokens.js'
import type { ContractCase } from '../case.js'
import { expectAccepted, expectInvalidToken } from '../expect.js'
import { eachVariant } from '../variants.js'
import { expectInvalid, expectOutage, introspecting, OPAQUE, sendOpaque } from './setup.js'

/** RFC 7662 §2.2: what the endpoint answers. */
export const responseCases: readonly ContractCase[] = [
  {
    ids: ['INTR-02'],
    title: 'takes an active token, and refuses one that is not',
    async run(world) {
      const { idp, server } = world
      const body = expectAccepted(await sendOpaque(world, { scope: 'read write', sub: 'u2' }))
      assert.deepEqual(
        [body.subject, body.clientId, body.issuer, body.scopes],
        ['u2', 'c1', idp.issuer, ['read', 'write']],
      )
      const running = await server(OPAQUE)
      idp.introspection.answer('withdrawn', { active: false })
      await expectInvalid(running, 'withdrawn')
      await expectInvalid(running, 'nobody-has-issued-this')
      // JWTs go on beside them, on the same route.
      expectAccepted(await running.get('/r', await idp.token()))
    },
  },
  {
    ids: ['INTR-03', 'ATK-101'],
    title: 'takes nothing for a yes but the boolean true',
    async run({ idp, server }) {
      const running = await server(OPAQUE)
      const claims = idp.claims()
      const answers = {
        'the text true': { ...claims, active: 'true' },
        1: { ...claims, active: 1 },
        'the text false': { ...claims, active: 'false' },
        null: { ...claims, active: null },
        missing: claims,
        'an empty list': { ...claims, active: [] },
        'an object': { ...claims, active: {} },
        'in other letters': { ...claims, Active: true },
        twice: { body: `{"active":false,${JSON.stringify({ ...claims, active: true }).slice(1)}` },
        'true itself': { body: 'true' },
        'null itself': { body: 'null' },
        'in a list': { body: JSON.stringify([{ ...claims, active: true }]) },
        nothing: { body: '' },
      }
      await eachNamed(answers, async (answer) => {
        const token = idp.introspection.issue()
        idp.introspection.answer(token, answer)
        await expectOutage(running, token)
      })
    },
  },
  {
    ids: ['INTR-05', 'ATK-101'],
    title: 'holds the times of an active token against its own clock',
    async run(world) {
      const now = world.clock.now()
      const wrong = [
        { exp: now - 10 },
        { exp: now },
        { exp: undefined },
        { exp: 'x' },
        { exp: String(now + 300) },
        { exp: null },
        { nbf: now + 600 },
        { nbf: 'x' },
        { iat: now + 600 },
        { iat: [] },
      ]
      await eachVariant(wrong, async (claims) =>
        expectInvalidToken(await sendOpaque(world, claims)),
      )
      expectAccepted(await sendOpaque(world, { exp: now + 1, nbf: now, iat: undefined }))
    },
  },
  {
    ids: ['INTR-06', 'ATK-101'],
    title: 'takes active tokens only of its issuer, and for itself',
    async run(world) {
      const { audience, idp } = world
      const wrong = [
        { aud: 'https://other' },
        { aud: `${audience}/` },
        { aud: [] },
        { aud: undefined },
        { aud: null },
        { aud: { [audience]: true } },
        { iss: 'https://evil' },
        { iss: `${idp.issuer}/` },
        { iss: '' },
        { iss: null },
        { iss: [idp.issuer] },
      ]
      await eachVariant(wrong, async (claims) =>
        expectInvalidToken(await sendOpaque(world, claims)),
      )
      expectAccepted(await sendOpaque(world, { aud: ['https://other', audience] }))
      // There is only one that it could be of.
      const { issuer } = expectAccepted(await sendOpaque(world, { iss: undefined }))
      assert.equal(issuer, idp.issuer)
    },
  },
  {
    ids: ['INTR-10', 'ATK-101'],
    title: 'refuses active tokens that are no access tokens',
    async run(world) {
      const wrong = [
        { token_type: 'refresh_token' },
        { token_type: 'Refresh' },
        { token_type: 'id_token' },
        { token_type: 'N_A' },
        { token_type: '' },
        { token_type: null },
        { token_type: ['Bearer'] },
        { token_use: 'refresh_token' },
        { token_use: 'id' },
        { typ: 'Refresh' },
        { nonce: 'n', at_hash: 'h' },
      ]
      await eachVariant(wrong, async (claims) =>
        expectInvalidToken(await sendOpaque(world, claims)),
      )
      const right = [
        { token_type: 'bearer' },
        { token_type: undefined },
        { token_type: 'access_token', token_use: 'access' },
      ]
      await eachVariant(right, async (claims) => {
        expectAccepted(await sendOpaque(world, claims))
      })
    },
  },
  {
    ids: ['INTR-04', 'ATK-101'],
    title: 'answers 503 for every fault of the provider’s, and goes on once it is over',
    async run({ provider, server }) {
      const idp = await provider({ algorithms: ['ES256'] })
      const running = await server({ key: 'INTR-04', options: introspecting(idp) })
      const token = idp.introspection.issue()
      const active = JSON.stringify({ active: true, ...idp.claims() })
      const faults: Readonly<Record<string, Fault>> = {
        500: { status: 500 },
        503: { status: 503, headers: { 'retry-after': '120' } },
        429: { status: 429 },
        400: { status: 400 },
        401: { status: 401 },
        403: { status: 403 },
        201: { status: 201 },
        204: { status: 204 },
        'a cut connection': 'down',
        'a page': 'html',
        'broken JSON': 'not-json',
        '50 MB': 'huge',
        '10 MB in one member': {
          body: `{"more":"${'x'.repeat(10_000_000)}",${active.slice(1)}`,
        },
        'another media type': { body: active, contentType: 'text/plain' },
        'no media type': { body: active, headers: { 'content-type': '' } },
        'a redirect': { redirect: idp.introspection.endpoint },
      }
      await eachNamed(faults, async (fault) => {
        idp.fault('introspection', fault)
        await expectOutage(running, token)
      })
      await idp.stop()
      await expectOutage(running, token)
      await idp.start()
      idp.fault('all', undefined)
      expectAccepted(await running.get('/r', token))
    },
  },
  {
    ids: ['INTR-04'],
    title: 'answers 503 where the provider does not know it',
    async run({ idp, server }) {
      const clientSecret = 'not the secret of anybody'
      const options = introspecting(idp, { clientSecret })
      // Its route needs credentials of no kind: what an invalid token is answered cannot be had here.
      const running = await server({ key: 'INTR-04 stranger', options, routes: () => [OPTIONAL] })
      const token = idp.introspection.issue()
      const { status } = await running.request({ path: '/r/:id', token, outage: true })
      assert.equal(status, 503)
    },
  },
  {
    ids: ['INTR-04'],
    title: 'waits a bounded time for a provider that hangs or drips',
    slow: true,
    async run({ provider, server }) {
      await Promise.all(
        (['hang', 'drip'] as const).map(async (fault) => {
          const idp = await provider({ algorithms: ['ES256'] })
          const running = await server({ key: `INTR-04 ${fault}`, options: introspecting(idp) })
          idp.fault('introspection', fault)
          await expectOutage(running, idp.introspection.issue())
          idp.fault('introspection', undefined)
          // Another one: the clock of the other cases has gone on meanwhile.
          expectAccepted(await running.get('/r', idp.introspection.issue()))
        }),
      )
    },
  },
]

// With a parameter, so that it is not the one to take a reference answer from.
const OPTIONAL = { method: 'get', path: '/r/:id', policies: [], optional: true } as const
